import { sleep } from 'n8n-workflow';

/** Waits, in ms. Rejects at once when the signal aborts. (n8n's own sleepWithAbort is not in each n8n.) */
export const delay = async (ms: number, signal?: AbortSignal): Promise<void> => {
	// A timer drops fractions: it would end before the time that was waited for.
	const wholeMs = Math.ceil(ms);
	if (!signal) return await sleep(wholeMs);
	signal.throwIfAborted();
	const done = new AbortController();
	const aborted = new Promise<never>((_, reject) => {
		signal.addEventListener('abort', () => reject(new Error('aborted')), { signal: done.signal });
	});
	try {
		await Promise.race([sleep(wholeMs), aborted]);
	} finally {
		done.abort();
	}
};
