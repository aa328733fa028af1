import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { readKeywordOption } from '../shared/fields/keywordOption';
import { readNumber } from '../shared/fields/number';
import { keywordOf } from '../shared/message/keyword';
import type { Received, ReceiveStep } from './receive';
import { createSenders, type SenderRateLimit, type Senders } from './senders';
import { triggerState, type StatePart } from './triggerState';

const senders: StatePart<Senders> = {
	name: 'senders',
	create: createSenders,
	load: (value, saved) => value.load(saved),
	save: (value) => value.save(),
};

/** The option as the panel has it; undefined where it is off. Throws an InputError. */
export const readSenderRateLimit = (options: IDataObject): SenderRateLimit | undefined => {
	const { limit } = (options.senderRateLimit ?? {}) as { limit?: IDataObject };
	const messages = readNumber(limit?.messages, 'Rate Limit per Sender') ?? 10;
	const minutes = readNumber(limit?.minutes, 'Rate Limit per Sender') ?? 10;
	return limit && messages > 0 && minutes > 0 ? { messages, minutes } : undefined;
};

/** Of a fixed length, as an address from outside may have any. */
const senderKey = (address: string) =>
	createHash('sha256').update(address).digest('hex').slice(0, 16);

/**
 * Ignores senders who exceed the limit: two auto-replies that meet would text each other endlessly,
 * at the owner's cost. The output has one item about it until the sender has been quiet again.
 * Messages that n8n could not accept are refunded: AT&T repeats them, and they must not count twice.
 * A test in the editor has no limit.
 *
 * @param sentSince since when the messages can have been sent, in ms since the epoch: now, if they
 * are handed over as they are sent. Messages that waited in an inbox exceed the limit only if they
 * do whenever in that time they were sent.
 */
export const limitSenders =
	(sentSince?: number): ReceiveStep =>
	(context, received, options) => {
		const limit = readSenderRateLimit(options);
		if (!limit || context.getMode() === 'manual') return { received };
		const now = Date.now();
		const { value, changed } = triggerState(context, senders);
		const refunds: Array<() => void> = [];
		const ownKeywords = readKeywordOption(options);
		const passed = received.flatMap((entry): Received[] => {
			const { message, senderAddress, destinationAddress } = entry.message;
			// STOP and its kin always pass: an opt-out must be honored however it comes (47 CFR 64.1200(a)(10)).
			if (keywordOf(message, ownKeywords)) return [entry];
			const { verdict, refund } = value.consume(senderKey(senderAddress), limit, {
				now,
				sentSince: sentSince ?? now,
			});
			refunds.push(refund);
			if (verdict === 'pass') return [entry];
			if (verdict === 'ignore') return [];
			const replacement = { event: 'rateLimited', senderAddress, destinationAddress, ...limit };
			return [{ ...entry, replacement }];
		});
		if (refunds.length > 0) changed();
		const rollback = () => refunds.forEach((refund) => refund());
		return { received: passed, rollback };
	};
