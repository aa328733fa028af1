/**
 * How many requests of an app may be in flight before the gateway has accepted any; up to twice as many
 * if runs that have none in flight make one.
 */
export const initialWindow = 50;

/** For how long a window holds while less than half of it is used, in ms. */
const validMs = 60_000;

/**
 * Slow start (RFC 5681, section 3.1): how many requests may be in flight at once while the gateway's
 * limit is unknown. Several runs that begin together would otherwise meet the limit with hundreds,
 * all of which are thrown away. Each request that the gateway accepts makes room for one more, up to
 * twice as many as were in flight (RFC 7661): single requests prove nothing about a burst. Beyond the
 * window, a run that has none in flight has room for one, so that it doesn't wait behind the hanging
 * requests of another. All times by one monotonic clock, in ms.
 */
export const createSlowStart = () => {
	const inFlight = new Map<object, number>();
	let total = 0;
	let window = initialWindow;
	/** The most that were in flight since the window had its initial size. */
	let peak = 0;
	/** When half of the window was last in flight. */
	let usedAt = -Infinity;

	const count = (run: object, by: 1 | -1): void => {
		const ofRun = (inFlight.get(run) ?? 0) + by;
		if (ofRun > 0) inFlight.set(run, ofRun);
		else inFlight.delete(run);
		total += by;
	};

	const restart = (): void => {
		window = initialWindow;
		peak = 0;
	};

	return {
		hasRoom(time: number): boolean {
			if (time - usedAt > validMs) restart();
			return total < window;
		},
		hasRoomForFirst: (run: object): boolean => !inFlight.has(run) && total < 2 * window,
		isIdle: (): boolean => total === 0,
		begin(run: object, time: number): void {
			count(run, 1);
			peak = Math.max(peak, total);
			if (total >= window / 2) usedAt = time;
		},
		end: (run: object): void => count(run, -1),
		onSuccess(): void {
			if (window < 2 * peak) window++;
		},
		/** The gateway throttled: what it accepted before proves nothing any more. */
		restart,
	};
};
