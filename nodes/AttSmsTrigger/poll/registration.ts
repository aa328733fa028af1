import type { IPollFunctions } from 'n8n-workflow';
import { triggerKey } from '../triggerState';

/** The contexts of all registrations that have polled. n8n's durable scheduler makes one for each poll. */
const known = new WeakSet<IPollFunctions>();

/** By trigger, the context whose polls read the inbox: that of the newest registration. */
const newest = new Map<string, IPollFunctions>();

/**
 * Whether n8n has registered the trigger once more since it made this context. n8n 2.41.1 registers a
 * node that has `poll` and `trigger` (see stopPoll.ts) twice when it is published, each time with a
 * schedule: it would poll twice as often as Poll Times says.
 */
export const isSuperseded = (context: IPollFunctions): boolean => {
	const key = triggerKey(context);
	if (!known.has(context) || !newest.has(key)) newest.set(key, context);
	known.add(context);
	return newest.get(key) !== context;
};

/** After a poll that threw: n8n may not keep its registration, and whichever polls next takes over. */
export const withdraw = (context: IPollFunctions): void => {
	const key = triggerKey(context);
	if (newest.get(key) === context) newest.delete(key);
};
