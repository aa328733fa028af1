import type { IHttpRequestOptions } from 'n8n-workflow';

/** By a signal made here: the one that n8n aborts when the execution is stopped. */
const stopSignals = new WeakMap<AbortSignal, AbortSignal | undefined>();

/** Aborts after `ms`, and when the execution is stopped. */
const deadlineSignal = (ms: number, stopSignal?: AbortSignal): AbortSignal => {
	const deadline = AbortSignal.timeout(ms);
	if (!stopSignal) return deadline;
	// `any` holds its signals weakly: Node.js 20 would collect the deadline before it fires.
	return Object.assign(AbortSignal.any([stopSignal, deadline]), { deadline });
};

/**
 * Limits a request to its `timeout` in ms, as a whole: n8n and axios end silence only, and a response
 * that comes in byte by byte would never end. Call it right before the request is sent: the time
 * starts then. For a request that is sent again with the same options, it starts again.
 */
export const withDeadline = (options: IHttpRequestOptions): IHttpRequestOptions => {
	if (!options.timeout) return options;
	// Timers take whole milliseconds only.
	const timeout = Math.ceil(options.timeout);
	const given = options.abortSignal as AbortSignal | undefined;
	const stopSignal = given && stopSignals.has(given) ? stopSignals.get(given) : given;
	const abortSignal = deadlineSignal(timeout, stopSignal);
	stopSignals.set(abortSignal, stopSignal);
	return { ...options, timeout, abortSignal };
};
