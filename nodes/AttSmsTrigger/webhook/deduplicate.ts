import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import type { Inbound } from '../../shared/protocol/types';
import { fingerprint } from '../../shared/message/fingerprint';
import { triggerState } from '../triggerState';
import { onResponse } from './onResponse';

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
 * Leaves out the messages that n8n took in before. A message counts as seen in only once n8n has
 * answered 2xx: one that n8n failed to take in comes through when AT&T repeats it. `busy` where
 * one is being seen in at this moment, so that nobody knows yet.
 */
export const deduplicate = (
	context: IWebhookFunctions,
	messages: Inbound[],
): { fresh: Inbound[]; busy: boolean } => {
	const now = Date.now();
	const { state: seenMessages, save } = triggerState(context, 'repeats', beginSeenMessages);
	forgetOld(seenMessages, now);
	const fresh = messages.filter((message) => !seenMessages.seen.has(fingerprint(message)));
	const prints = fresh.map((message) => fingerprint(message));
	if (prints.some((print) => seenMessages.inFlight.has(print))) return { fresh: [], busy: true };

	prints.forEach((print) => seenMessages.inFlight.set(print, now));
	onResponse(context, (takenIn) => {
		for (const print of prints) {
			seenMessages.inFlight.delete(print);
			if (takenIn) seenMessages.seen.set(print, now);
		}
	});
	// n8n stores this once it has seen the messages in, and not where it fails to.
	const known = [...seenMessages.seen, ...prints.map((print): [string, number] => [print, now])];
	save(Object.fromEntries(known.slice(-maxRemembered)) as IDataObject);
	return { fresh, busy: false };
};
