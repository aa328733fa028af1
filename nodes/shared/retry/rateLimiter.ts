import type { GatewayFailure } from '../errors/gatewayError';
import { delay } from './delay';

/** The pace that all requests of a run keep together. */
export interface Pace {
	/**
	 * Waits for this request's turn. Rejects when the signal aborts, and with the throttle that all
	 * wait for where it has longer to go than `patienceMs`.
	 */
	turn(patienceMs: number, signal?: AbortSignal): Promise<void>;
	/** The gateway took a request. */
	taken(): void;
	/** The gateway throttled a request; nobody asks again for `waitMs`. */
	throttled(failure: GatewayFailure, waitMs: number): void;
}

/** The window in which what the gateway took is counted, to learn what it takes. */
const windowMs = 1000;

/** After a throttle, a little under what was taken; a second throttle means less still. */
const belowTaken = 0.95;

/** How much faster, after each window without a throttle, to find the pace again that is taken. */
const speedUp = { times: 1.02, atLeastPerSecond: 1 };

/** A throttle that meets the first request tells nothing of the pace: it is felt for from here. */
const slowestPerSecond = 1;

/**
 * No limit until the gateway throttles. Then all wait together, go on at the rate that it took in
 * the second before, and feel their way up again: what each request would do for itself (wait, and
 * try again) would keep the gateway throttling.
 */
export const createPace = (now: () => number = Date.now): Pace => {
	let ratePerSecond = Infinity;
	let nextTurn = 0;
	let episode = 0;
	let pausedUntil = 0;
	let pausedBy: GatewayFailure | undefined;
	let spedUpAt = 0;
	let takenAt: number[] = [];

	const recent = (time: number): number[] => takenAt.filter((at) => at > time - windowMs);

	const reserve = (time: number): number => {
		const turn = Math.max(time, nextTurn, pausedUntil);
		nextTurn = turn + (ratePerSecond === Infinity ? 0 : 1000 / ratePerSecond);
		return turn;
	};

	return {
		async turn(patienceMs, signal) {
			for (;;) {
				if (pausedBy && pausedUntil - now() > patienceMs) throw pausedBy;
				const reservedIn = episode;
				const waitMs = reserve(now()) - now();
				if (waitMs <= 0) return;
				await delay(waitMs, signal);
				// A throttle meanwhile voids the turn, else all who waited would go at once after it.
				if (reservedIn === episode) return;
			}
		},

		taken() {
			const time = now();
			takenAt.push(time);
			if (takenAt.length > 5000) takenAt = recent(time);
			if (ratePerSecond < Infinity && time - spedUpAt > windowMs) {
				ratePerSecond = Math.max(
					ratePerSecond * speedUp.times,
					ratePerSecond + speedUp.atLeastPerSecond,
				);
				spedUpAt = time;
			}
		},

		throttled(failure, waitMs) {
			const time = now();
			// Requests that were under way together are throttled together: that is one lesson.
			if (time < pausedUntil) return;
			takenAt = recent(time);
			ratePerSecond = Math.max(
				slowestPerSecond,
				Math.min(ratePerSecond, takenAt.length) * belowTaken,
			);
			pausedUntil = time + waitMs;
			pausedBy = failure;
			nextTurn = pausedUntil;
			spedUpAt = pausedUntil;
			episode++;
		},
	};
};
