import type { IDataObject, IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { readSharedOptions } from '../../../shared/fields/options';
import { readRecipients } from '../../../shared/fields/phoneNumbers';
import { readText } from '../../../shared/fields/text';
import type { MessageSize } from '../../../shared/message/encoding';
import { checkedMessage } from '../../../shared/message/checkMessage';
import { plainIfTypographic } from '../../../shared/message/smartEncoding';
import { inputError } from '../../runtime/failedItem';
import { providerParameter, senderParameter } from '../../runtime/parameters';
import { parameterReader } from '../../runtime/parameterReader';
import type { Draft } from './batchMessages';

/** An item that was checked, and how it is to be put out. */
export interface CheckedDraft extends Draft {
	size: MessageSize;
	simplify: boolean;
}

/** Makes a message ready; the last one is remembered, since items in a row often share theirs. */
const messageReader = () => {
	let last: { written: string; smart: boolean; message: string; size: MessageSize } | undefined;
	return (written: string, smart: boolean) => {
		if (last?.written !== written || last.smart !== smart) {
			const message = smart ? plainIfTypographic(written) : written;
			last = { written, smart, message, size: checkedMessage(message) };
		}
		return { message: last.message, size: last.size };
	};
};

/** Reads and checks items, each by its index. They throw an InputError. */
const draftReader = (context: IExecuteFunctions) => {
	const readParameter = parameterReader(context);
	const readMessage = messageReader();
	const provider = providerParameter(context);
	return (itemIndex: number): CheckedDraft => {
		const options = readParameter('options', itemIndex, {}) as IDataObject;
		return {
			itemIndex,
			senderAddress: senderParameter(context, provider, itemIndex),
			recipients: readRecipients(readParameter('to', itemIndex, '')),
			...readMessage(
				readText(readParameter('message', itemIndex, ''), 'Message'),
				options.smartEncoding === true,
			),
			notifyDeliveryStatus: options.notifyDeliveryStatus === true,
			simplify: readSharedOptions(options).simplify,
		};
	};
};

/**
 * Reads and checks every item before anything is sent. Where the node stops at an error, the first bad
 * item's NodeOperationError is thrown; else the bad items' errors come beside the good items.
 */
export const readDrafts = (context: IExecuteFunctions) => {
	const drafts: CheckedDraft[] = [];
	const errors = new Map<number, NodeOperationError>();
	const readDraft = draftReader(context);
	context.getInputData().forEach((_, itemIndex) => {
		try {
			drafts.push(readDraft(itemIndex));
		} catch (error) {
			const itemError = inputError(context, error, itemIndex);
			if (!context.continueOnFail()) throw itemError;
			errors.set(itemIndex, itemError);
		}
	});
	return { drafts, errors };
};
