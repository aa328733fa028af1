import type { IExecuteFunctions } from 'n8n-workflow';
import { readBoolean } from '../../../shared/fields/boolean';
import { InputError } from '../../../shared/errors/inputError';
import { readSharedOptions } from '../../../shared/fields/options';
import { readRecipients } from '../../../shared/fields/phoneNumbers';
import { readQuietHours } from '../../../shared/fields/quietHoursOption';
import { readText } from '../../../shared/fields/text';
import type { MessageSize } from '../../../shared/message/encoding';
import { checkedMessage } from '../../../shared/message/checkMessage';
import { createNeverAwake, type QuietHours } from '../../../shared/message/quietHours/quietHours';
import { plainIfTypographic } from '../../../shared/message/smartEncoding';
import { createItemReader, createSenderReader, readItemOptions } from '../../runtime/itemReader';
import type { Draft } from './batchMessages';

/** An item that was checked, and how it is to be put out. */
export interface CheckedDraft extends Draft {
	size: MessageSize;
	simplify: boolean;
	/** When nothing is sent; undefined where the option isn't set. */
	quietHours?: QuietHours;
}

/** Prepares messages. The last one is kept, since items in a row often share theirs. */
const createMessageReader = () => {
	let last: { written: string; smart: boolean; message: string; size: MessageSize } | undefined;
	return (written: string, smart: boolean) => {
		if (last?.written !== written || last.smart !== smart) {
			const message = smart ? plainIfTypographic(written) : written;
			last = { written, smart, message, size: checkedMessage(message) };
		}
		return { message: last.message, size: last.size };
	};
};

/** Throws an InputError for recipients who could never be texted. */
const createQuietHoursCheck = () => {
	const neverAwake = createNeverAwake(Date.now());
	return (recipients: string[], quietHours: QuietHours | undefined): void => {
		const number = quietHours && neverAwake(recipients, quietHours);
		if (number === undefined) return;
		throw new InputError(
			`numbers of area code ${number.slice(2, 5)} may be in several time zones, and it is always quiet in one of them. Set Time Zone, or fewer hours.`,
			'Quiet Hours',
		);
	};
};

/** Reads and checks items, each by its index. */
export const draftReader = (context: IExecuteFunctions) => {
	const read = createItemReader(context);
	const readSender = createSenderReader(context, read);
	const readMessage = createMessageReader();
	const checkQuietHours = createQuietHoursCheck();
	return (itemIndex: number): CheckedDraft => {
		const options = readItemOptions(read, itemIndex);
		const smart = readBoolean(options.smartEncoding, 'Smart Encoding');
		const senderAddress = readSender(itemIndex);
		const recipients = read(itemIndex, {
			name: 'to',
			displayName: 'To',
			parse: (value) => readRecipients(value),
		});
		const quietHours = read(itemIndex, {
			name: 'options',
			displayName: 'Quiet Hours',
			parse: () => readQuietHours(options),
		});
		checkQuietHours(recipients, quietHours);
		return {
			itemIndex,
			senderAddress,
			recipients,
			...read(itemIndex, {
				name: 'message',
				displayName: 'Message',
				parse: (value) => readMessage(readText(value, 'Message'), smart),
			}),
			notifyDeliveryStatus: readBoolean(options.notifyDeliveryStatus, 'Notify Delivery Status'),
			simplify: readSharedOptions(options).simplify,
			quietHours,
		};
	};
};
