import type { IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { readSharedOptions } from '../../shared/options';
import { readRecipients } from '../../shared/phoneNumbers';
import type { MessageSize } from '../../shared/text/encoding';
import { checkedMessage } from '../../shared/text/message';
import { plainIfTypographic } from '../../shared/text/plain';
import { inputError } from '../failedItem';
import { optionsParameter, providerParameter, senderParameter, textParameter } from '../parameters';
import type { Draft } from './planRequests';

/** An item that was checked, and how it is to be put out. */
export interface CheckedDraft extends Draft {
	size: MessageSize;
	simplify: boolean;
}

/** Reads and checks an item. Throws an InputError. */
const readDraft = (context: IExecuteFunctions, itemIndex: number): CheckedDraft => {
	const options = optionsParameter(context, itemIndex);
	const written = textParameter(context, 'message', itemIndex);
	const message = options.smartEncoding === true ? plainIfTypographic(written) : written;
	return {
		itemIndex,
		senderAddress: senderParameter(context, providerParameter(context), itemIndex),
		recipients: readRecipients(context.getNodeParameter('to', itemIndex, '')),
		size: checkedMessage(message),
		message,
		notifyDeliveryStatus: options.notifyDeliveryStatus === true,
		simplify: readSharedOptions(options).simplify,
	};
};

/**
 * Reads and checks every item before anything is sent. Where the node stops at an error, the first bad
 * item's NodeOperationError is thrown; else the bad items' errors come beside the good items.
 */
export const readDrafts = (context: IExecuteFunctions) => {
	const drafts: CheckedDraft[] = [];
	const errors = new Map<number, NodeOperationError>();
	context.getInputData().forEach((_, itemIndex) => {
		try {
			drafts.push(readDraft(context, itemIndex));
		} catch (error) {
			const itemError = inputError(context, error, itemIndex);
			if (!context.continueOnFail()) throw itemError;
			errors.set(itemIndex, itemError);
		}
	});
	return { drafts, errors };
};
