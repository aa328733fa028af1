import type { IDataObject } from 'n8n-workflow';
import { keywordOf } from '../shared/message/keyword';
import type { Received, ReceiveStep } from './receive';
import { triggerState } from './triggerState';

/** From how many messages on a sender is held back, and in what time. */
export interface SenderLimit {
	messages: number;
	minutes: number;
}

interface Sender {
	/** When the last messages came, in ms since the epoch; no more of them than the limit needs. */
	times: number[];
	/** Whether the output has said that the sender is held back. */
	told: boolean;
}

/** Senders beyond this are forgotten, the longest silent first: n8n stores them with the workflow. */
const maxSenders = 500;

const beginSenders = (saved: unknown): Map<string, Sender> =>
	new Map(Object.entries((saved ?? {}) as Record<string, Sender>));

/** The option as the panel has it; undefined where it is off. */
export const readSenderLimit = (options: IDataObject): SenderLimit | undefined => {
	const { limit } = (options.senderRateLimit ?? {}) as { limit?: Partial<SenderLimit> };
	const { messages = 10, minutes = 10 } = limit ?? {};
	return limit && messages > 0 && minutes > 0 ? { messages, minutes } : undefined;
};

/** Counts a message; says what to do with it. */
const consume = (
	senders: Map<string, Sender>,
	address: string,
	{ messages, minutes }: SenderLimit,
	now: number,
): 'pass' | 'tell' | 'hold' => {
	const { times, told } = senders.get(address) ?? { times: [], told: false };
	const recent = [...times, now]
		.filter((time) => time > now - minutes * 60_000)
		.slice(-messages - 1);
	const over = recent.length > messages;
	// Set anew, so that the longest silent stands first.
	senders.delete(address);
	senders.set(address, { times: recent, told: over });
	if (!over) return 'pass';
	return told ? 'hold' : 'tell';
};

/** Takes back what `consume` counted at that time, and what it had the output say. */
const refund = (senders: Map<string, Sender>, address: string, now: number, told: boolean) => {
	const sender = senders.get(address);
	if (!sender) return;
	const counted = sender.times.indexOf(now);
	if (counted >= 0) sender.times.splice(counted, 1);
	if (told) sender.told = false;
};

/**
 * Ignores senders who exceed the limit: two auto-replies that meet would text each other endlessly,
 * at the owner's cost. The output has one item about it until the sender has been quiet again.
 * Messages that n8n could not take in are refunded: AT&T repeats them, and they must not count twice.
 * A test in the editor has no limit.
 */
export const limitSenders: ReceiveStep = (context, received, options) => {
	const limit = readSenderLimit(options);
	if (!limit || context.getMode() === 'manual') return { received };
	const now = Date.now();
	const { state: senders, save } = triggerState(context, 'senders', beginSenders);
	const told = new Set<string>();
	const passed = received.flatMap((entry): Received[] => {
		const { message, senderAddress, destinationAddress } = entry.message;
		// The law of opt-out knows no rate limit (47 CFR 64.1200(a)(10)): STOP and its kin always pass.
		if (keywordOf(message)) return [entry];
		const verdict = consume(senders, senderAddress, limit, now);
		if (verdict === 'pass') return [entry];
		if (verdict === 'hold') return [];
		told.add(senderAddress);
		const replacement = { event: 'rateLimited', senderAddress, destinationAddress, ...limit };
		return [{ ...entry, replacement }];
	});
	for (const address of senders.keys()) {
		if (senders.size <= maxSenders) break;
		senders.delete(address);
	}
	save(Object.fromEntries(senders) as unknown as IDataObject);
	const rollback = () => {
		for (const { message } of received) {
			refund(senders, message.senderAddress, now, told.has(message.senderAddress));
		}
	};
	return { received: passed, rollback };
};
