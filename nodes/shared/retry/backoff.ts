/** The longest first wait, in ms. Half of it is at random. */
export const initialDelayMs = 500;
/** The longest wait, in ms. */
export const maxDelayMs = 30_000;
/** The shortest wait before the same request is made again, in ms, also for a `Retry-After` of 0. */
export const minDelayMs = 250;

/** Exponential backoff in ms, half of it at random so that not all clients come back together. */
export const backoffDelay = (attempt: number): number => {
	const longest = Math.min(maxDelayMs, initialDelayMs * 2 ** (attempt - 1));
	return longest / 2 + Math.random() * (longest / 2);
};
