import { sharedOptions } from '../../../shared/fields/options';
import type { OperationDescription } from '../operation';

/** How many requests are made at a time unless the option says otherwise. */
export const defaultConcurrency = 50;

export const description: OperationDescription = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send a text message',
		description: 'Text one or more AT&T Wireless numbers from your short code',
	},

	subtitle: '"Send a message"',

	outcome: {
		notStarted: 'Nothing was sent',
		notDone: 'Nothing was sent.',
		maybeDone:
			'The message may have been sent. It was not sent again, because recipients could get it twice. Check with Get Delivery Status, or ask the recipient, before you send it again.',
	},

	hasSender: true,

	fields: [
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 206-555-0100, +1 206 555 0101',
			description:
				'The US numbers to text: one, several (separated by comma, semicolon or new line), or an array by expression. Each message is charged.',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 3 },
			required: true,
			default: '',
			placeholder: 'e.g. Your appointment is on Monday at 9:30. Reply YES to confirm.',
			description: 'The text, at most 4,096 one-byte characters',
		},
	],

	options: [
		{
			displayName: 'Combine Identical Messages',
			name: 'combine',
			type: 'boolean',
			default: true,
			description:
				'Whether items with the same text share requests, of up to 50 recipients each. They then share a message ID too.',
		},
		sharedOptions.maxRetryTime,
		{
			displayName: 'Notify Delivery Status',
			name: 'notifyDeliveryStatus',
			type: 'boolean',
			default: false,
			description:
				'Whether AT&T calls the listener of your short code when the message is delivered, for an AT&T SMS Trigger to receive. Get Delivery Status can’t be asked for such a message.',
		},
		{
			displayName: 'Max Concurrent Requests',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: defaultConcurrency,
			description: 'How many requests to make side by side. Fewer are made once AT&T throttles.',
		},
		sharedOptions.simplify,
		{
			displayName: 'Smart Encoding',
			name: 'smartEncoding',
			type: 'boolean',
			default: false,
			description:
				'Whether to make typographic quotes, dashes and blanks plain where they alone keep a message from fitting into fewer segments. Letters and emoji are never changed.',
		},
		sharedOptions.timeout,
		{
			displayName: 'Wait for Delivery (Seconds)',
			name: 'waitForDelivery',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 600 },
			default: 60,
			description:
				'For how long to wait until AT&T tells of each recipient whether the message was delivered; 0 does not wait. The execution goes on running meanwhile.',
		},
	],
};
