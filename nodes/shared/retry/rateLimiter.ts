import type { GatewayError } from '../errors/gatewayError';
import { delay } from './delay';

/** The pace that all requests of a run keep together. */
export interface RateLimiter {
	/**
	 * Waits for this request's turn. Rejects when the signal aborts, and with the throttle that all
	 * wait for where it has longer to go than `patienceMs`.
	 */
	acquire(patienceMs: number, signal?: AbortSignal): Promise<void>;
	/** The gateway took a request. */
	onSuccess(): void;
	/** The gateway throttled a request; nobody asks again for `waitMs`. */
	onThrottle(failure: GatewayError, waitMs: number): void;
}

/** The window in which what the gateway took is counted, to learn what it takes. */
const windowMs = 1000;

/** After a throttle, a little under what was taken; a second throttle means less still. */
const decreaseFactor = 0.95;

/** How much faster, after each window without a throttle, to find the pace again that is taken. */
const recovery = { times: 1.02, atLeastPerSecond: 1 };

/** A throttle that meets the first request tells nothing of the rateLimiter: it is felt for from here. */
const slowestPerSecond = 1;

/**
 * No limit until the gateway throttles. Then all wait together, go on at the rate that it took in
 * the second before, and feel their way up again: what each request would do for itself (wait, and
 * try again) would keep the gateway throttling.
 */
export const createRateLimiter = (now: () => number = Date.now): RateLimiter => {
	let ratePerSecond = Infinity;
	let nextSlot = 0;
	let throttleEpoch = 0;
	let pausedUntil = 0;
	let pausedBy: GatewayError | undefined;
	let recoveredAt = 0;
	let successTimes: number[] = [];

	const recent = (time: number): number[] => successTimes.filter((at) => at > time - windowMs);

	const reserve = (time: number): number => {
		const turn = Math.max(time, nextSlot, pausedUntil);
		nextSlot = turn + (ratePerSecond === Infinity ? 0 : 1000 / ratePerSecond);
		return turn;
	};

	return {
		async acquire(patienceMs, signal) {
			for (;;) {
				if (pausedBy && pausedUntil - now() > patienceMs) throw pausedBy;
				const reservedEpoch = throttleEpoch;
				const waitMs = reserve(now()) - now();
				if (waitMs <= 0) return;
				await delay(waitMs, signal);
				// A throttle meanwhile voids the turn, else all who waited would go at once after it.
				if (reservedEpoch === throttleEpoch) return;
			}
		},

		onSuccess() {
			const time = now();
			successTimes.push(time);
			if (successTimes.length > 5000) successTimes = recent(time);
			if (ratePerSecond < Infinity && time - recoveredAt > windowMs) {
				ratePerSecond = Math.max(
					ratePerSecond * recovery.times,
					ratePerSecond + recovery.atLeastPerSecond,
				);
				recoveredAt = time;
			}
		},

		onThrottle(failure, waitMs) {
			const time = now();
			// Requests that were under way together are throttled together: that is one lesson.
			if (time < pausedUntil) return;
			successTimes = recent(time);
			ratePerSecond = Math.max(
				slowestPerSecond,
				Math.min(ratePerSecond, successTimes.length) * decreaseFactor,
			);
			pausedUntil = time + waitMs;
			pausedBy = failure;
			nextSlot = pausedUntil;
			recoveredAt = pausedUntil;
			throttleEpoch++;
		},
	};
};
