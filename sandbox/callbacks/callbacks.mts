import type { Context } from '../context.mts';
import { contentTypes, writeBody, type Body } from '../protocol/serializers.mts';
import type { Attempt, Callback, FaultKind } from '../types.mts';
import type { ListenerTable } from './listeners.mts';
import type { Poster } from './post.mts';

/** However short the delays are set, a callback ends. */
const maxAttempts = 10_000;

type Settle = (state: 'acknowledged' | 'discarded') => void;

/**
 * Posts to listeners, and repeats until one answers 2xx or 72 hours have passed. If the clock is
 * moved, each attempt that falls due meanwhile is made, at its own time.
 */
export const createCallbacks = (
	{ settings, clock, recorder, events }: Context,
	listeners: ListenerTable,
	poster: Poster,
	/** Takes a fault that applies to this attempt. */
	takeFault: () => FaultKind | null,
) => {
	let epoch = 0;
	let queue: Array<() => Promise<void>> = [];
	let inFlight = 0;
	let made = 0;
	const waiters = new Set<() => void>();

	const work = () => {
		while (inFlight < settings.callbackConnections) {
			const next = queue.shift();
			if (!next) break;
			inFlight++;
			void next().finally(() => {
				inFlight--;
				work();
			});
		}
		if (inFlight > 0) return;
		for (const resolve of waiters) resolve();
		waiters.clear();
	};

	/** Runs a task at its time: at once if that has come. */
	const at = (time: number, run: () => void) => (time <= clock.now() ? run() : clock.at(time, run));

	const finish = (callback: Callback, state: 'acknowledged' | 'discarded', settle: Settle) => {
		callback.state = state;
		settle(state);
		events.emit({ type: 'callback', data: callback });
	};

	/** Queues the attempt that is due at a time. */
	const schedule = (callback: Callback, due: number, settle: Settle) => {
		const own = epoch;
		const queuedAt = clock.real();
		queue.push(async () => {
			const started = due + clock.real() - queuedAt;
			const listener = listeners.get(callback.shortCode);
			const attempt = await poster.post(callback, listener, started, takeFault);
			// After a reset nobody waits for it.
			if (epoch !== own) return;
			callback.attempts.push(attempt);
			if (attempt.error === null) return finish(callback, 'acknowledged', settle);
			events.emit({ type: 'callback', data: callback });
			const delays = settings.callbackRetryMs;
			const retryDelay = delays[Math.min(callback.attempts.length, delays.length) - 1]!;
			const next = due + clock.real() - queuedAt + retryDelay;
			const end = callback.time + settings.callbackRetryForMs;
			if (next < end && callback.attempts.length < maxAttempts) {
				at(next, () => schedule(callback, next, settle));
			} else {
				at(end, () => {
					if (epoch === own) finish(callback, 'discarded', settle);
				});
			}
		});
		work();
	};

	return {
		/** Posts a body to a short code's listener. Its attempts are shared with the record given. */
		call(
			about: Pick<Callback, 'kind' | 'shortCode' | 'about'>,
			body: Body,
			attempts: Attempt[],
			settle: Settle,
		) {
			const callback: Callback = {
				...about,
				id: ++made,
				time: clock.now(),
				contentType: contentTypes[settings.callbackForm],
				body: writeBody(body, settings.callbackForm, settings),
				state: 'waiting',
				attempts,
			};
			recorder.add('callbacks', callback);
			schedule(callback, callback.time, settle);
		},

		/** Resolves when no callback is under way. */
		idle(): Promise<void> {
			if (inFlight === 0 && queue.length === 0) return Promise.resolve();
			return new Promise((resolve) => waiters.add(resolve));
		},

		/** Forgets what waits and ends what is under way. */
		async reset() {
			epoch++;
			queue = [];
			made = 0;
			await poster.abort();
		},
	};
};

export type Callbacks = ReturnType<typeof createCallbacks>;
