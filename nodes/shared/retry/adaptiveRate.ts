/** How the request rate is learned from what the gateway accepts. */
export interface AdaptiveRateOptions {
	/** The window in which accepted requests are counted, in ms. */
	windowMs: number;
	/** By what the accepted rate is multiplied after a throttle, to stay a little below the limit. */
	decreaseFactor: number;
	/** The same where the throttle comes within a window of the last one: too little was counted. */
	hastyDecreaseFactor: number;
	/** How long it takes to recover to the rate at which the gateway throttled, in ms. */
	recoveryMs: number;
	/** The lowest rate, in requests a second: from here on a throttle that met the first request. */
	minRatePerSecond: number;
	/** With fewer accepted requests in a window than this, a throttle doesn't show the limit. */
	minCounted: number;
	/** How long it takes to double the rate while the limit is unknown, in ms. */
	slowStartMs: number;
	/** A lower rate recovers by as much as this one, in requests a second. */
	leastRecoveringPerSecond: number;
	/** How long after the last throttle the limit is unknown again, in ms: the rate is far beyond it. */
	forgetMs: number;
	/** Accepted requests to count at most; the memory is bounded by it. */
	maxCounted: number;
}

export const defaultAdaptiveRateOptions: AdaptiveRateOptions = {
	windowMs: 1000,
	decreaseFactor: 0.95,
	hastyDecreaseFactor: 0.9,
	recoveryMs: 4000,
	minRatePerSecond: 1,
	minCounted: 3,
	slowStartMs: 500,
	leastRecoveringPerSecond: 20,
	forgetMs: 20_000,
	maxCounted: 5000,
};

/**
 * No limit until the gateway throttles. Then a little under the rate that it accepted. From there
 * the rate follows CUBIC (RFC 9438, section 4.2): slowly back to where it was throttled, then faster
 * and faster beyond, since the limit may have grown, or another worker that shared it has ended.
 * Where others had used up the limit, next to nothing was accepted: from there slow start (RFC 5681,
 * section 3.1) doubles the rate. A limit that hasn't shown for long is unknown again. All times by one
 * monotonic clock, in ms.
 */
export const createAdaptiveRate = ({
	windowMs,
	decreaseFactor,
	hastyDecreaseFactor,
	recoveryMs,
	minRatePerSecond,
	minCounted,
	slowStartMs,
	leastRecoveringPerSecond,
	forgetMs,
	maxCounted,
}: AdaptiveRateOptions) => {
	/** The rate at which the gateway throttled last. */
	let limitPerSecond = Infinity;
	let recoversFrom = 0;
	let isSlowStart = false;
	let acceptedAt: number[] = [];

	const forgetOld = (time: number): void => {
		acceptedAt = acceptedAt.filter((at) => at > time - windowMs);
	};

	const ratePerSecond = (time: number): number => {
		if (limitPerSecond === Infinity || time - recoversFrom > forgetMs) return Infinity;
		const recoveredMs = Math.max(0, time - recoversFrom);
		if (isSlowStart) return limitPerSecond * 2 ** Math.min(recoveredMs / slowStartMs, 30);
		const progress = recoveredMs / recoveryMs - 1;
		// Beyond the limit twice as fast as towards it.
		const step = (progress > 0 ? 2 * progress : progress) ** 3;
		const scale = (1 - decreaseFactor) * Math.max(limitPerSecond, leastRecoveringPerSecond);
		return Math.max(
			limitPerSecond * decreaseFactor * decreaseFactor,
			limitPerSecond + scale * step,
		);
	};

	return {
		/** Between two requests, in ms. */
		intervalMs: (time: number): number => 1000 / ratePerSecond(time),

		/** The gateway accepted a request. */
		onSuccess(time: number): void {
			acceptedAt.push(time);
			if (acceptedAt.length > maxCounted) acceptedAt.shift();
		},

		/**
		 * The gateway throttles, and requests pause for at least `pauseMs`. Returns for how long: a burst
		 * has to leave the gateway's window before it accepts more.
		 */
		onThrottle(time: number, pauseMs: number): number {
			forgetOld(time);
			const isHasty = limitPerSecond < Infinity && time - recoversFrom < windowMs;
			const accepted = (acceptedAt.length * 1000) / windowMs;
			// From the doubled rate of a slow start, each hasty throttle would raise the rate.
			const hastyRate = isSlowStart ? limitPerSecond : ratePerSecond(time);
			const limit = isHasty
				? hastyRate * (hastyDecreaseFactor / decreaseFactor)
				: Math.min(ratePerSecond(time), accepted);
			limitPerSecond = Math.max(minRatePerSecond / decreaseFactor, limit);
			isSlowStart = acceptedAt.length < minCounted;
			const [oldest = -Infinity] = acceptedAt;
			const pausedMs = Math.max(pauseMs, oldest + windowMs - time);
			recoversFrom = time + pausedMs;
			return pausedMs;
		},

		/** The pause now ends at this time: from then on the rate recovers. */
		pauseUntil(time: number): void {
			recoversFrom = time;
		},
	};
};
