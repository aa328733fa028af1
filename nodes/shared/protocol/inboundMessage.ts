import { readAddress } from './address';
import { list, required, text, token } from './fields';
import type { Inbound, InboxPage } from './types';

/** Reads one `InboundSmsMessage`, or the body of AT&T's callback ("Receive SMS"): the names agree. */
export const readInbound = (message: unknown): Inbound => ({
	messageId: token(message, 'MessageId'),
	message: text(message, 'Message'),
	senderAddress: readAddress(token(message, 'SenderAddress')),
	destinationAddress: readAddress(token(message, 'DestinationAddress')),
	dateTime: token(message, 'DateTime'),
	raw: message,
});

/** "If this parameter value is zero (0) or empty, then there are no pending messages." */
const readPending = (count: string): number => (count === '' ? 0 : Number(count));

/** Reads an inbox answer, `InboundSmsMessageList` in either provider's letter case, JSON or XML. */
export const readInboxList = (payload: unknown, shortCode: string): InboxPage => {
	const page = required(payload, 'InboundSmsMessageList');
	return {
		messages: list(page, 'InboundSmsMessage').map((entry) => {
			const message = readInbound(entry);
			return { ...message, destinationAddress: message.destinationAddress || shortCode };
		}),
		pending: readPending(token(page, 'TotalNumberOfPendingMessages')),
	};
};
