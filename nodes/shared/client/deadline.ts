import type { IHttpRequestOptions } from 'n8n-workflow';
import { delay } from '../retry/delay';

/** By a signal made here: the one that n8n aborts when the execution is stopped. */
const stopSignals = new WeakMap<AbortSignal, AbortSignal | undefined>();

/** For this long a read that is in flight when the execution is stopped may go on. */
const stopGraceMs = 4000;

/** By the signal that n8n aborts: one that aborts a while later. */
const laterSignals = new WeakMap<AbortSignal, AbortSignal>();

const laterThan = (stopSignal: AbortSignal): AbortSignal => {
	const known = laterSignals.get(stopSignal);
	if (known) return known;
	const later = new AbortController();
	const abortLater = async () => {
		await delay(stopGraceMs);
		later.abort(stopSignal.reason);
	};
	if (stopSignal.aborted) void abortLater();
	else stopSignal.addEventListener('abort', () => void abortLater(), { once: true });
	laterSignals.set(stopSignal, later.signal);
	return later.signal;
};

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
 *
 * One that `outlivesStop` goes on for up to four seconds after the execution is stopped.
 */
export const withDeadline = (
	options: IHttpRequestOptions,
	{ outlivesStop = false } = {},
): IHttpRequestOptions => {
	if (!options.timeout) return options;
	// Timers take whole milliseconds only.
	const timeout = Math.ceil(options.timeout);
	const given = options.abortSignal as AbortSignal | undefined;
	const stopSignal = given && stopSignals.has(given) ? stopSignals.get(given) : given;
	const endSignal = stopSignal && outlivesStop ? laterThan(stopSignal) : stopSignal;
	const abortSignal = deadlineSignal(timeout, endSignal);
	stopSignals.set(abortSignal, stopSignal);
	return { ...options, timeout, abortSignal };
};
