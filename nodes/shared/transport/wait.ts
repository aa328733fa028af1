import { sleep } from 'n8n-workflow';

/** Waits, in ms. Rejects at once when the signal aborts. (n8n's own sleepWithAbort is not in each n8n.) */
export const wait = async (ms: number, signal?: AbortSignal): Promise<void> => {
	if (!signal) return await sleep(ms);
	signal.throwIfAborted();
	const done = new AbortController();
	const aborted = new Promise<never>((_, reject) => {
		signal.addEventListener('abort', () => reject(new Error('aborted')), { signal: done.signal });
	});
	try {
		await Promise.race([sleep(ms), aborted]);
	} finally {
		done.abort();
	}
};
