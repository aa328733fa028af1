import type { GatewayError } from '../errors/gatewayError';
import {
	createAdaptiveRate,
	defaultAdaptiveRateOptions,
	type AdaptiveRateOptions,
} from './adaptiveRate';
import { backoffDelay, minDelayMs } from './backoff';
import { delay } from './delay';
import { createFairQueue } from './fairQueue';
import { createSlowStart } from './slowStart';

/** The permission to make one request. */
export interface Ticket {
	/** How many pauses the limiter had made when the request went. */
	epoch: number;
	/** The request goes in the middle of a pause, to see whether the gateway still throttles. */
	isProbe?: boolean;
	/** Whose request it is, if it waited. */
	run?: object;
}

/** The adaptive rate limit that all requests of an app share. */
export interface RateLimiter {
	/**
	 * Waits until a request may be made; the runs take turns. Rejects when the signal aborts, and with the
	 * error of the throttle if a pause ends more than `patienceMs` after this call and after the throttle
	 * since which the gateway has accepted nothing.
	 */
	acquire(patienceMs: number, signal?: AbortSignal, run?: object): Promise<Ticket>;
	/** The gateway accepted a request. */
	onSuccess(ticket: Ticket): void;
	/**
	 * The gateway throttled a request. No request is made for `retryAfterMs`, or by backoff where it is
	 * undefined. Returns for how long, in ms: 0 if the pause that the request belongs to has ended.
	 */
	onThrottle(ticket: Ticket, error: GatewayError, retryAfterMs?: number): number;
	/** A request has ended, whatever came of it. Called after the two above. */
	release(ticket: Ticket): void;
	/** The throttle since which the gateway has accepted nothing, and since when, by the same clock. */
	throttle(): { error: GatewayError; since: number } | undefined;
}

interface Waiting {
	run: object;
	/** When it began to wait. */
	since: number;
	patienceMs: number;
	start(): void;
	fail(error: unknown): void;
}

/**
 * How far the schedule of requests may lag behind the clock, in ms; or by one interval, if that is longer.
 * Requests that were missed while the process was busy are not made up for in a burst.
 */
const maxLagMs = 50;

/** A clock that no change of the system's time moves, in ms. */
export const monotonicNow = (): number => performance.now();

/**
 * A rate limiter without a limit until the gateway throttles, but for its slow start. Then all
 * requests pause together, and go on one by one at the rate that the gateway accepts: what each would
 * do by itself (wait, and try again) would keep the gateway throttling.
 */
export const createRateLimiter = (
	now: () => number = monotonicNow,
	options: AdaptiveRateOptions = defaultAdaptiveRateOptions,
): RateLimiter & {
	startProbe(run: object): Ticket;
	isIdle(forMs: number): boolean;
	resume(): void;
} => {
	const rate = createAdaptiveRate(options);
	const slowStart = createSlowStart();
	const queue = createFairQueue<Waiting>();
	const anyRun = {};
	let nextSlot = 0;
	let pausedUntil = 0;
	let pausedBy: GatewayError | undefined;
	/** How many pauses there were. */
	let epoch = 0;
	/** The pauses since the gateway last accepted a request that was made after the first of them. */
	let throttled: { since: number; sinceEpoch: number; pauses: number } | undefined;
	let usedAt = now();
	let isStarting = false;
	let wakeUp = (): void => {};
	let onRoom = (): void => {};

	/** The time in the queue while the gateway accepts the requests of others takes no patience. */
	const isTooLong = ({ since, patienceMs }: Waiting) =>
		pausedUntil > Math.max(since, throttled?.since ?? -Infinity) + patienceMs;

	const startQueued = async (): Promise<void> => {
		while (!queue.isEmpty()) {
			const waitMs = Math.max(nextSlot, pausedUntil) - now();
			if (waitMs > 0) {
				const early = new Promise<void>((resolve) => (wakeUp = resolve));
				await Promise.race([delay(waitMs), early]);
				continue;
			}
			const time = now();
			const intervalMs = rate.intervalMs(time);
			const isAnyAllowed = intervalMs > 0 || slowStart.hasRoom(time);
			const next = queue.take(isAnyAllowed ? undefined : slowStart.hasRoomForFirst);
			if (!next) {
				await new Promise<void>((resolve) => (onRoom = resolve));
				continue;
			}
			nextSlot = Math.max(nextSlot, time - Math.max(intervalMs, maxLagMs)) + intervalMs;
			next.start();
		}
		isStarting = false;
	};

	const enqueue = (waiting: Waiting): void => {
		// A slot that nobody waited for is gone.
		if (queue.isEmpty()) nextSlot = Math.max(nextSlot, now());
		queue.add(waiting.run, waiting);
		if (isStarting) return;
		isStarting = true;
		void startQueued();
	};

	/** Nothing keeps a request of this run from being made at once. */
	const isFree = (run: object, time: number): boolean =>
		pausedUntil <= time &&
		rate.intervalMs(time) === 0 &&
		((queue.isEmpty() && slowStart.hasRoom(time)) || slowStart.hasRoomForFirst(run));

	const pauseUntil = (end: number, error: GatewayError): void => {
		if (end <= pausedUntil) return;
		pausedUntil = end;
		pausedBy = error;
		nextSlot = end;
		rate.pauseUntil(end);
		for (const [run, waiting] of queue.entries()) {
			if (!isTooLong(waiting)) continue;
			queue.remove(run, waiting);
			waiting.fail(error);
		}
	};

	return {
		async acquire(patienceMs, signal, run = anyRun) {
			const time = now();
			usedAt = time;
			signal?.throwIfAborted();
			if (pausedBy && pausedUntil > time + patienceMs) throw pausedBy;
			if (isFree(run, time)) {
				slowStart.begin(run, time);
				return { epoch, run };
			}
			await new Promise<void>((resolve, reject) => {
				const onAbort = () => {
					queue.remove(run, waiting);
					waiting.fail(signal?.reason);
				};
				const settle = () => signal?.removeEventListener('abort', onAbort);
				const waiting: Waiting = {
					run,
					since: time,
					patienceMs,
					start() {
						settle();
						slowStart.begin(run, now());
						resolve();
					},
					fail(error) {
						settle();
						reject(error);
					},
				};
				signal?.addEventListener('abort', onAbort);
				enqueue(waiting);
			});
			return { epoch, run };
		},

		onSuccess(ticket) {
			usedAt = now();
			slowStart.onSuccess();
			if (throttled && ticket.epoch >= throttled.sinceEpoch) throttled = undefined;
			rate.onSuccess(usedAt);
		},

		onThrottle(ticket, error, retryAfterMs) {
			const time = now();
			usedAt = time;
			const leastMs = retryAfterMs === undefined ? 0 : Math.max(retryAfterMs, minDelayMs);
			// Requests that were in flight together are throttled together: that is one pause, also for
			// those whose response comes after its end.
			if (time >= pausedUntil && ticket.epoch >= epoch) {
				epoch++;
				slowStart.restart();
				throttled ??= { since: time, sinceEpoch: epoch, pauses: 0 };
				throttled.pauses++;
				const pauseMs = leastMs || backoffDelay(throttled.pauses);
				pauseUntil(time + rate.onThrottle(time, pauseMs), error);
			} else if (leastMs > 0) pauseUntil(time + leastMs, error);
			return Math.max(0, pausedUntil - time);
		},

		release({ run }) {
			if (!run) return;
			slowStart.end(run);
			onRoom();
		},

		throttle: () => pausedBy && throttled && { error: pausedBy, since: throttled.since },

		/** Ends a pause: a request that did not wait for its end was accepted. */
		resume() {
			const time = now();
			if (time >= pausedUntil) return;
			pausedUntil = time;
			nextSlot = time;
			rate.pauseUntil(time);
			wakeUp();
		},

		/** The permission to make a request in the middle of a pause. */
		startProbe(run) {
			slowStart.begin(run, now());
			return { epoch, isProbe: true, run };
		},

		isIdle: (forMs) =>
			slowStart.isIdle() && queue.isEmpty() && now() - Math.max(usedAt, pausedUntil) > forMs,
	};
};
