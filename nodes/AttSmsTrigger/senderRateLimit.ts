import type {
	IDataObject,
	INodeExecutionData,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { Inbound } from '../shared/protocol/types';
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
const refundSender = (
	senders: Map<string, Sender>,
	address: string,
	now: number,
	told: boolean,
) => {
	const sender = senders.get(address);
	if (!sender) return;
	const counted = sender.times.indexOf(now);
	if (counted >= 0) sender.times.splice(counted, 1);
	if (told) sender.told = false;
};

/**
 * Holds back the messages of a sender who writes more than the limit: two auto-replies that meet
 * would text each other for ever, at the owner's cost. The output says so once, by an item of its
 * own, until the sender has been quiet again. `refund` is for messages that n8n then failed to
 * take in: AT&T repeats them, and they must not count twice.
 */
export const limitSenders = (
	context: IPollFunctions | IWebhookFunctions,
	messages: Inbound[],
	limit: SenderLimit,
	toItem: (message: Inbound) => INodeExecutionData,
): { items: INodeExecutionData[]; refund: () => void } => {
	const now = Date.now();
	const { state: senders, save } = triggerState(context, 'senders', beginSenders);
	const told = new Set<string>();
	const items = messages.flatMap((message): INodeExecutionData[] => {
		const { senderAddress, destinationAddress } = message;
		const verdict = consume(senders, senderAddress, limit, now);
		if (verdict === 'pass') return [toItem(message)];
		if (verdict === 'hold') return [];
		told.add(senderAddress);
		return [{ json: { event: 'rateLimited', senderAddress, destinationAddress, ...limit } }];
	});
	for (const address of senders.keys()) {
		if (senders.size <= maxSenders) break;
		senders.delete(address);
	}
	save(Object.fromEntries(senders) as unknown as IDataObject);
	const refund = () => {
		for (const { senderAddress } of messages) {
			refundSender(senders, senderAddress, now, told.has(senderAddress));
		}
	};
	return { items, refund };
};
