import type { IExecuteFunctions } from 'n8n-workflow';
import { EmptyFieldError, InputError } from '../../../shared/errors/inputError';
import { readSharedOptions } from '../../../shared/fields/options';
import { readRecipients } from '../../../shared/fields/phoneNumbers';
import { readText } from '../../../shared/fields/text';
import { messageIdIn } from '../../../shared/protocol/resourceUrl';
import type { StatusQuery } from '../../../shared/protocol/types';
import { createItemReader, createSenderReader, readItemOptions } from '../../runtime/itemReader';

/** What one item asks for. */
export interface StatusRequest {
	itemIndex: number;
	query: StatusQuery;
	/** E.164; undefined asks for all recipients. */
	to?: string;
	simplify: boolean;
}

/** A message's id, or its whole resource URL, which contains the path to request. */
const parseMessage = (value: unknown): Pick<StatusQuery, 'messageId' | 'resourceUrl'> => {
	const text = readText(value, 'Message ID').trim();
	if (text === '') {
		throw new EmptyFieldError(
			'Message ID',
			'A message sent with Notify Delivery Status has no ID: its status comes to the AT&T SMS Trigger.',
		);
	}
	return /^https?:/i.test(text)
		? { messageId: messageIdIn(text), resourceUrl: text }
		: { messageId: text };
};

const parseRecipient = (value: unknown): string | undefined => {
	const isEmpty = value === undefined || value === null || value === '';
	const [recipient, ...others] = isEmpty ? [] : readRecipients(value);
	if (others.length > 0) throw new InputError('only one number is allowed here', 'To');
	return recipient;
};

/** Reads and checks an item. */
export const statusRequestReader = (context: IExecuteFunctions) => {
	const read = createItemReader(context);
	const readSender = createSenderReader(context, read);
	return (itemIndex: number): StatusRequest => ({
		itemIndex,
		to: read(itemIndex, { name: 'to', displayName: 'To', parse: parseRecipient }),
		query: {
			...read(itemIndex, { name: 'messageId', displayName: 'Message ID', parse: parseMessage }),
			senderAddress: readSender(itemIndex),
		},
		simplify: readSharedOptions(readItemOptions(read, itemIndex)).simplify,
	});
};
