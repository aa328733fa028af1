import { sharedOptions } from '../../../shared/fields/options';
import type { OperationDescription } from '../operation';

export const description: OperationDescription = {
	option: {
		name: 'Get Delivery Status',
		value: 'getStatus',
		action: 'Get the delivery status of a message',
		description: 'Get the delivery status of a sent message',
	},

	subtitle: '"Get delivery status"',

	subject: ['to', 'messageId'],

	outcome: {
		notStarted: 'No status was requested',
		notDone: 'Nothing was read.',
		maybeDone:
			'AT&T returns a final status only once. If this response held it, later requests find nothing.',
		notFound:
			'Check the message ID. AT&T keeps a final status for 30 minutes and returns it only once, so an earlier request may have got it.',
	},

	hasSender: true,

	fields: [
		{
			displayName: 'Message ID',
			name: 'messageId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. SMSa9b1927803784049',
			description: 'The messageId, or the resourceUrl, in the output of Send',
		},
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			default: '',
			placeholder: 'e.g. 206-555-0100',
			description: 'The recipient whose status to get. Leave empty to get the status of all.',
		},
		{
			displayName:
				'AT&T keeps a final status for 30 minutes and returns it once: look up a message in one place',
			name: 'finalOnceNotice',
			type: 'notice',
			default: '',
		},
	],

	options: [sharedOptions.simplify, sharedOptions.maxRetryTime, sharedOptions.timeout],
};
