import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import type { Inbound } from '../../shared/protocol/types';
import { fingerprint } from '../../shared/message/fingerprint';
import { remembered } from '../triggerState';
import { whenAnswered } from './onResponse';

/** "Typically the retry period is 72 hours after which the message will be discarded" (AT&T's page). */
const keepMs = 72 * 3600 * 1000;

/** How many are remembered: n8n stores them with the workflow, and writes all at each callback. */
const maxRemembered = 2000;

/** A callback that n8n has not answered after this long has gone wrong: its repeat is taken. */
const inFlightMs = 5 * 60 * 1000;

interface Ledger {
	/** Fingerprint → when n8n took the message in, in ms since the epoch. Oldest first. */
	taken: Map<string, number>;
	/** Fingerprint → since when it is being taken in. */
	inFlight: Map<string, number>;
}

const beginLedger = (saved: unknown): Ledger => ({
	taken: new Map(Object.entries((saved ?? {}) as Record<string, number>)),
	inFlight: new Map(),
});

const forgetOld = ({ taken, inFlight }: Ledger, now: number): void => {
	for (const [print, since] of inFlight) if (now - since > inFlightMs) inFlight.delete(print);
	for (const [print, at] of taken) {
		if (now - at <= keepMs && taken.size <= maxRemembered) break;
		taken.delete(print);
	}
};

/**
 * Leaves out the messages that n8n took in before. A message counts as taken in only once n8n has
 * answered 2xx: one that n8n failed to take in comes through when AT&T repeats it. `busy` where
 * one is being taken in at this moment, so that nobody knows yet.
 */
export const withoutRepeats = (
	context: IWebhookFunctions,
	messages: Inbound[],
): { fresh: Inbound[]; busy: boolean } => {
	const now = Date.now();
	const { state: ledger, save } = remembered(context, 'repeats', beginLedger);
	forgetOld(ledger, now);
	const fresh = messages.filter((message) => !ledger.taken.has(fingerprint(message)));
	const prints = fresh.map((message) => fingerprint(message));
	if (prints.some((print) => ledger.inFlight.has(print))) return { fresh: [], busy: true };

	prints.forEach((print) => ledger.inFlight.set(print, now));
	whenAnswered(context, (takenIn) => {
		for (const print of prints) {
			ledger.inFlight.delete(print);
			if (takenIn) ledger.taken.set(print, now);
		}
	});
	// n8n stores this once it has taken the messages in, and not where it fails to.
	const known = [...ledger.taken, ...prints.map((print): [string, number] => [print, now])];
	save(Object.fromEntries(known.slice(-maxRemembered)) as IDataObject);
	return { fresh, busy: false };
};
