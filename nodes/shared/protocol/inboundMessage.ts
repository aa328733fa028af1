import { readAddress, readShortCodeAddress } from './address';
import { field, isNothing, isObject, list, required, text, token } from './fields';
import { asWritten } from './jsonMessages';
import { inboundIdIn } from './resourceUrl';
import type { Inbound, InboxPage } from './types';

/** A text that came as an object or list, written out, so that nothing of it is lost. */
const textOf = (value: unknown): string => {
	// As parsers of XML put the text of an element with attributes.
	const inElement = field(value, '_') ?? field(value, '#text');
	if (typeof inElement === 'string') return inElement;
	if (Array.isArray(value) && !value.some(isObject)) return value.map(String).join('\n');
	return JSON.stringify(value);
};

const readMessageText = (entry: object): Pick<Inbound, 'message' | 'damaged'> => {
	const value = field(entry, 'Message');
	if (text(entry, asWritten) !== '') {
		return {
			message: text(entry, 'Message'),
			damaged: 'its text has quotes that the gateway did not escape',
		};
	}
	return isObject(value)
		? { message: textOf(value), damaged: 'its text is not a string' }
		: { message: text(entry, 'Message') };
};

const damagedEntry = (entry: unknown): Inbound => ({
	messageId: '',
	message: typeof entry === 'string' ? entry : textOf(entry),
	senderAddress: '',
	destinationAddress: '',
	dateTime: '',
	raw: entry,
	damaged: 'it is not an object',
});

/**
 * Reads one `InboundSmsMessage`, or the body of AT&T's callback ("Receive SMS"): the names agree.
 * Never throws: what can't be read is marked as damaged, with its raw content.
 */
export const readInbound = (entry: unknown): Inbound => {
	if (!isObject(entry) || Array.isArray(entry)) return damagedEntry(entry);
	const senderAddress = readAddress(token(entry, 'SenderAddress'));
	return {
		messageId: token(entry, 'MessageId') || inboundIdIn(entry),
		senderAddress,
		destinationAddress: readShortCodeAddress(token(entry, 'DestinationAddress')),
		dateTime: token(entry, 'DateTime'),
		raw: entry,
		...(senderAddress === '' && { damaged: 'it names no sender' }),
		...readMessageText(entry),
	};
};

/** The messages under a name, without entries that hold nothing. */
export const readInboundList = (parent: unknown, name: string): Inbound[] =>
	list(parent, name)
		.filter((entry) => !isNothing(entry))
		.map(readInbound);

/** "If this parameter value is zero (0) or empty, then there are no pending messages." */
const readPending = (count: string): number => (count === '' ? 0 : Number(count));

const isEmptyInbox = (payload: unknown): boolean =>
	payload === undefined || field(payload, 'InboundSmsMessageList') === null;

/**
 * Reads an inbox response, `InboundSmsMessageList` in either provider's letter case, JSON or XML.
 * A response without a body (`undefined`) and a list that is `null` are an empty inbox.
 */
export const readInboxList = (payload: unknown, shortCode: string): InboxPage => {
	if (isEmptyInbox(payload)) return { messages: [], pending: 0 };
	const page = required(payload, 'InboundSmsMessageList');
	return {
		messages: readInboundList(page, 'InboundSmsMessage').map((message) => ({
			...message,
			destinationAddress: message.destinationAddress || shortCode,
		})),
		pending: readPending(token(page, 'TotalNumberOfPendingMessages')),
	};
};
