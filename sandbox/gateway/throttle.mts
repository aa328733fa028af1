/**
 * At most so many requests in any second: a request is let through if the one that many places
 * before it is at least a second old. Refused requests don't count.
 */
export const createThrottle = () => {
	let taken: number[] = [];
	let next = 0;
	let size = 0;

	return {
		/** Whether a request at this time is let through. */
		take(now: number, perSecond: number): boolean {
			if (perSecond !== size) {
				size = perSecond;
				taken = [];
				next = 0;
			}
			const oldest = taken[next];
			if (oldest !== undefined && now - oldest < 1_000) return false;
			taken[next] = now;
			next = (next + 1) % size;
			return true;
		},
		reset() {
			size = 0;
		},
	};
};
