/** How many requests of an app may be in flight before the gateway has accepted any. */
export const initialWindow = 50;

/**
 * Slow start (RFC 5681, section 3.1): how many requests may be in flight at once while the gateway's
 * limit is unknown. Each that it accepts makes room for one more. Several runs that begin
 * together would otherwise meet the limit with hundreds, all of which are thrown away. A run always
 * has room for one, so that none waits behind the hanging requests of another.
 */
export const createSlowStart = () => {
	const inFlight = new Map<object, number>();
	let total = 0;
	let window = initialWindow;

	const count = (run: object, by: 1 | -1): void => {
		const ofRun = (inFlight.get(run) ?? 0) + by;
		if (ofRun > 0) inFlight.set(run, ofRun);
		else inFlight.delete(run);
		total += by;
	};

	return {
		hasRoom: (): boolean => total < window,
		isFirst: (run: object): boolean => !inFlight.has(run),
		isIdle: (): boolean => total === 0,
		begin: (run: object): void => count(run, 1),
		end: (run: object): void => count(run, -1),
		onSuccess: (): void => void window++,
	};
};
