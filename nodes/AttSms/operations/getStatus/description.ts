import { sharedOptions } from '../../../shared/fields/options';
import type { OperationDescription } from '../operation';

export const description: OperationDescription = {
	option: {
		name: 'Get Delivery Status',
		value: 'getStatus',
		action: 'Get the delivery status of a message',
		description: 'Ask whether a message that was sent has reached its recipients',
	},

	subtitle: '"Get delivery status"',

	outcome: {
		notStarted: 'Nothing was asked',
		notDone: 'Nothing was read.',
		maybeDone:
			'AT&T returns a final status only once. If this response held it, later requests find nothing.',
		notFound:
			'Check the message ID. AT&T keeps a final status for 30 minutes and returns it only once, so an earlier request may have taken it.',
	},

	hasSender: true,

	fields: [
		{
			displayName:
				'AT&T hands out a final status only once, and keeps it for 30 minutes: ask about a message in one place',
			name: 'finalOnce',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Message ID',
			name: 'messageId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. SMSa9b1927803784049',
			description: 'The messageId, or the resourceUrl, that Send put out',
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			default: '',
			placeholder: 'e.g. 206-555-0100',
			description: 'Just this recipient’s status. Leave it empty for all of the message’s.',
		},
	],

	options: [sharedOptions.maxRetryTime, sharedOptions.simplify, sharedOptions.timeout],
};
