import type { GatewayError } from '../errors/gatewayError';
import {
	createAdaptiveRate,
	defaultAdaptiveRateOptions,
	type AdaptiveRateOptions,
} from './adaptiveRate';
import { backoffDelay, minDelayMs } from './backoff';
import { delay } from './delay';
import { createFairQueue } from './fairQueue';

/** The adaptive rate limit that all requests of an app share. */
export interface RateLimiter {
	/**
	 * Waits for a request's turn; the turns go round the runs. Rejects when the signal aborts, and with
	 * the throttle that all wait for where that has longer to go than `patienceMs`.
	 */
	acquire(patienceMs: number, signal?: AbortSignal, run?: object): Promise<void>;
	/** The gateway accepted a request. */
	onSuccess(): void;
	/**
	 * The gateway throttled a request. No request is made for `retryAfterMs`, or by backoff where it is
	 * undefined. Returns for how long, in ms.
	 */
	onThrottle(error: GatewayError, retryAfterMs?: number): number;
	/** The throttle since which the gateway has accepted nothing, and since when, by the same clock. */
	throttle(): { error: GatewayError; since: number } | undefined;
}

interface Waiting {
	/** How long a pause may last for this request to wait for its end. */
	until: number;
	start(): void;
	fail(error: unknown): void;
}

/** A clock that no change of the system's time moves, in ms. */
export const monotonicNow = (): number => performance.now();

/**
 * A rate limiter without a limit until the gateway throttles. Then all requests pause together, and
 * go on one by one at the rate that the gateway accepts: what each would do by itself (wait, and try
 * again) would keep the gateway throttling.
 */
export const createRateLimiter = (
	now: () => number = monotonicNow,
	options: AdaptiveRateOptions = defaultAdaptiveRateOptions,
): RateLimiter & { isIdle(forMs: number): boolean; resume(): void } => {
	const rate = createAdaptiveRate(options);
	const queue = createFairQueue<Waiting>();
	const anyRun = {};
	let nextSlot = 0;
	let pausedUntil = 0;
	let pausedBy: GatewayError | undefined;
	let throttledSince: number | undefined;
	/** Throttles since the gateway last accepted a request. Those within one pause count as one. */
	let throttleEpoch = 0;
	let usedAt = now();
	let isStarting = false;

	const isTooLong = ({ until }: Waiting) => pausedUntil > until;

	const startQueued = async (): Promise<void> => {
		while (!queue.isEmpty()) {
			const waitMs = Math.max(nextSlot, pausedUntil) - now();
			if (waitMs > 0) {
				await delay(waitMs);
				continue;
			}
			nextSlot = Math.max(nextSlot, pausedUntil) + rate.intervalMs(now());
			queue.take()?.start();
		}
		isStarting = false;
	};

	const enqueue = (run: object, waiting: Waiting): void => {
		// A slot that nobody waited for is gone.
		if (queue.isEmpty()) nextSlot = Math.max(nextSlot, now());
		queue.add(run, waiting);
		if (isStarting) return;
		isStarting = true;
		void startQueued();
	};

	return {
		async acquire(patienceMs, signal, run = anyRun) {
			const time = now();
			usedAt = time;
			signal?.throwIfAborted();
			const aborted = new AbortController();
			try {
				await new Promise<void>((start, fail) => {
					const waiting: Waiting = { until: time + patienceMs, start, fail };
					if (pausedBy && isTooLong(waiting)) return fail(pausedBy);
					const isFree = queue.isEmpty() && pausedUntil <= time && rate.intervalMs(time) === 0;
					if (isFree) return start();
					signal?.addEventListener(
						'abort',
						() => {
							queue.remove(run, waiting);
							fail(signal.reason);
						},
						{ signal: aborted.signal },
					);
					enqueue(run, waiting);
				});
			} finally {
				aborted.abort();
			}
		},

		onSuccess() {
			usedAt = now();
			throttledSince = undefined;
			throttleEpoch = 0;
			rate.onSuccess(usedAt);
		},

		onThrottle(error, retryAfterMs) {
			const time = now();
			usedAt = time;
			throttledSince ??= time;
			// Requests that were under way together are throttled together.
			if (time < pausedUntil) return pausedUntil - time;
			throttleEpoch++;
			const pauseMs =
				retryAfterMs === undefined
					? backoffDelay(throttleEpoch)
					: Math.max(retryAfterMs, minDelayMs);
			pausedUntil = time + rate.onThrottle(time, pauseMs);
			pausedBy = error;
			nextSlot = pausedUntil;
			for (const [run, waiting] of queue.entries()) {
				if (!isTooLong(waiting)) continue;
				queue.remove(run, waiting);
				waiting.fail(error);
			}
			return pausedUntil - time;
		},

		throttle: () =>
			pausedBy && throttledSince !== undefined
				? { error: pausedBy, since: throttledSince }
				: undefined,

		/** Ends a pause: a request that did not wait for its end was accepted. */
		resume() {
			pausedUntil = Math.min(pausedUntil, now());
			nextSlot = Math.min(nextSlot, pausedUntil);
		},

		isIdle: (forMs) => queue.isEmpty() && now() - Math.max(usedAt, pausedUntil) > forMs,
	};
};
