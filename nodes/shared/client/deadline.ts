import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * Puts an end to a request. `timeout`, in ms, as n8n and axios have it, ends silence only: an answer
 * that drips in byte by byte would take for ever. The signal that n8n aborts where the execution is
 * stopped holds on. Call it right before the request is sent: the time starts then.
 */
export const withDeadline = (options: IHttpRequestOptions): IHttpRequestOptions => {
	if (!options.timeout) return options;
	const deadline = AbortSignal.timeout(options.timeout);
	const stopped = options.abortSignal as AbortSignal | undefined;
	if (!stopped) return { ...options, abortSignal: deadline };
	// `any` holds its signals weakly: Node.js 20 would collect the deadline, which then never comes.
	return {
		...options,
		abortSignal: Object.assign(AbortSignal.any([stopped, deadline]), { deadline }),
	};
};
