import { sharedOptions } from '../../../shared/fields/options';
import { quietHoursOption } from '../../../shared/fields/quietHoursOption';
import { messageHelp } from '../../runtime/messageHelp';
import type { OperationDescription } from '../operation';

/** How many requests are made at a time by default. */
export const defaultConcurrency = 50;

export const description: OperationDescription = {
	option: {
		name: 'Send',
		value: 'send',
		action: 'Send a text message',
		description: 'Send a text message to one or more AT&T Wireless numbers',
	},

	// An expression has no value on the canvas: read raw, as n8n throws where it can't evaluate one.
	subtitle: `((to) => to.length > 1 ? "Send to " + to.length + " recipients" : to.length === 1 ? "Send to " + to[0] : "Send a message")(String($rawParameter["to"] ?? "").replace(/^=[^]*/, "").split(/[,;\\n]/).map((number) => number.trim()).filter(Boolean))`,

	subject: ['to'],

	outcome: {
		notStarted: 'Nothing was sent',
		notDone: 'Nothing was sent.',
		maybeDone:
			'The message may have been sent. It was not sent again, because recipients could get it twice. Check with Get Delivery Status, or ask the recipient, before you send it again.',
	},

	inputErrorData: { maybeSent: false },

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
				'The US phone numbers to which to send the message. Separate several numbers with commas.',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 3 },
			required: true,
			default: '',
			placeholder: 'e.g. Your appointment is on Monday at 9:30. Reply YES to confirm.',
			description: messageHelp('The message to send'),
		},
	],

	options: [
		{
			displayName: 'Wait for Delivery (Seconds)',
			name: 'waitForDelivery',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 0, maxValue: 600 },
			default: 60,
			description: "How long to wait for each recipient's final delivery status; 0 does not wait",
		},
		{
			displayName: 'Notify Delivery Status',
			name: 'notifyDeliveryStatus',
			type: 'boolean',
			default: false,
			description:
				'Whether AT&T reports the delivery to an AT&T SMS Trigger in webhook mode, instead of to Get Delivery Status',
		},
		{
			displayName: 'Smart Encoding',
			name: 'smartEncoding',
			type: 'boolean',
			default: false,
			description:
				'Whether to replace typographic quotes, dashes and spaces with plain ones when that saves segments',
		},
		quietHoursOption,
		{
			displayName: 'Combine Identical Messages',
			name: 'combine',
			type: 'boolean',
			noDataExpression: true,
			default: true,
			description:
				'Whether to send items with the same message in one request, with one message ID, of up to 50 recipients',
		},
		sharedOptions.simplify,
		sharedOptions.maxRetryTime,
		{
			displayName: 'Max Concurrent Requests',
			name: 'concurrency',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: 1, maxValue: 100 },
			default: defaultConcurrency,
			description: 'How many requests to make at the same time, unless AT&T throttles',
		},
		{
			displayName: 'Resend on Retry',
			name: 'resendOnRetry',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description:
				'Whether a retry of a stopped or crashed execution sends everything again, so that recipients can get a message twice',
		},
		sharedOptions.timeout,
	],
};
