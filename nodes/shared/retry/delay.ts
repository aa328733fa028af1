import { sleep } from 'n8n-workflow';

/** Waits for a promise. Rejects at once when the signal aborts. */
export const withSignal = async <T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> => {
	if (!signal) return await promise;
	signal.throwIfAborted();
	const done = new AbortController();
	const aborted = new Promise<never>((_, reject) => {
		signal.addEventListener('abort', () => reject(new Error('aborted')), { signal: done.signal });
	});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		done.abort();
	}
};

/** Waits, in ms. Rejects at once when the signal aborts. (n8n's own sleepWithAbort is not in each n8n.) */
export const delay = async (ms: number, signal?: AbortSignal): Promise<void> => {
	signal?.throwIfAborted();
	// A timer drops fractions: it would end before the time that was waited for.
	await withSignal(sleep(Math.ceil(ms)), signal);
};
