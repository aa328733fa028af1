import type { IDataObject } from 'n8n-workflow';
import { fingerprint } from '../../shared/message/fingerprint';
import type { ReceiveStep } from '../receive';
import { triggerState } from '../triggerState';

/** "Typically the retry period is 72 hours after which the message will be discarded" (AT&T's page). */
const keepMs = 72 * 3600 * 1000;

/** How many are triggerState: n8n stores them with the workflow, and writes all at each callback. */
const maxRemembered = 2000;

/** A callback that n8n has not answered after this long has gone wrong: its repeat is seen. */
const inFlightMs = 5 * 60 * 1000;

interface SeenMessages {
	/** Fingerprint → when n8n took the message in, in ms since the epoch. Oldest first. */
	seen: Map<string, number>;
	/** Fingerprint → since when it is being seen in. */
	inFlight: Map<string, number>;
}

const beginSeenMessages = (saved: unknown): SeenMessages => ({
	seen: new Map(Object.entries((saved ?? {}) as Record<string, number>)),
	inFlight: new Map(),
});

const forgetOld = ({ seen, inFlight }: SeenMessages, now: number): void => {
	for (const [print, since] of inFlight) if (now - since > inFlightMs) inFlight.delete(print);
	for (const [print, at] of seen) {
		if (now - at <= keepMs && seen.size <= maxRemembered) break;
		seen.delete(print);
	}
};

/**
 * Leaves out the messages that n8n took in before. A message counts as seen only once n8n has taken
 * it in: one that n8n failed to take in comes through when AT&T repeats it. While one is in flight,
 * its repeat is asked to come again later. A test in the editor neither asks nor remembers.
 */
export const deduplicate: ReceiveStep = (context, received, options) => {
	if (options.ignoreDuplicates !== true || context.getMode() === 'manual') return { received };
	const now = Date.now();
	const { state, save } = triggerState(context, 'repeats', beginSeenMessages);
	const { seen, inFlight } = state;
	forgetOld(state, now);
	const fresh = received.filter(({ message }) => !seen.has(fingerprint(message)));
	const prints = fresh.map(({ message }) => fingerprint(message));
	if (prints.some((print) => inFlight.has(print))) return { received: [], retryLater: true };

	prints.forEach((print) => inFlight.set(print, now));
	const rollback = () => prints.forEach((print) => inFlight.delete(print));
	const commit = () => {
		rollback();
		prints.forEach((print) => seen.set(print, now));
	};
	// n8n stores this once it has taken the messages in, and not if it fails to.
	const known = [...seen, ...prints.map((print): [string, number] => [print, now])];
	save(Object.fromEntries(known.slice(-maxRemembered)) as IDataObject);
	return { received: fresh, commit, rollback };
};
