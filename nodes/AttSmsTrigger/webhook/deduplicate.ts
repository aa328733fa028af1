import { fingerprint, isDistinguishable } from '../../shared/message/fingerprint';
import { readBoolean } from '../../shared/fields/boolean';
import type { ReceiveStep } from '../receive';
import { triggerState, type StatePart } from '../triggerState';
import { createSeenMessages, type SeenMessages } from './seenMessages';

/** A callback that n8n has not answered after this long has gone wrong: its repeat is let in. */
const inFlightMs = 5 * 60 * 1000;

interface Duplicates {
	seen: SeenMessages;
	/** Fingerprint → since when n8n has been accepting the message, in ms since the epoch. */
	inFlight: Map<string, number>;
}

const duplicates: StatePart<Duplicates> = {
	name: 'seen',
	create: () => ({ seen: createSeenMessages(), inFlight: new Map() }),
	load: ({ seen }, saved) => seen.load(saved),
	save: ({ seen }) => seen.save(),
};

/**
 * Drops the messages that n8n has accepted before. A message counts as seen only once n8n has accepted
 * it: if that fails, it passes when AT&T repeats it. While one is in flight, its repeat is answered
 * 503, so that AT&T sends it again later. A message that can't be distinguished from its repeat always
 * passes. A test in the editor neither reads nor writes what was seen.
 */
export const deduplicate: ReceiveStep = (context, received, options) => {
	const isOn = readBoolean(options.ignoreDuplicates, 'Ignore Duplicates');
	if (!isOn || context.getMode() === 'manual') return { received };
	const now = Date.now();
	const { value, changed } = triggerState(context, duplicates);
	const { seen, inFlight } = value;
	for (const [print, since] of inFlight) if (now - since > inFlightMs) inFlight.delete(print);

	const prints = new Map(received.map((entry) => [entry, fingerprint(entry.message)]));
	const fresh = received.filter((entry) => !seen.has(prints.get(entry) ?? '', now));
	const freshPrints = fresh
		.filter(({ message }) => isDistinguishable(message))
		.map((entry) => prints.get(entry) ?? '');
	if (freshPrints.some((print) => inFlight.has(print))) return { received: [], retryLater: true };

	freshPrints.forEach((print) => inFlight.set(print, now));
	const settle = (isAccepted: boolean) => {
		for (const print of freshPrints) {
			inFlight.delete(print);
			if (isAccepted) seen.add(print, now);
			else seen.remove(print);
		}
		if (freshPrints.length > 0) changed();
	};
	const commit = () => settle(true);
	const rollback = () => settle(false);
	return { received: fresh, commit, rollback };
};
