import type { INodeProperties } from 'n8n-workflow';

/** The option that stops two auto-replies from answering each other forever; for both modes. */
export const senderRateLimitOption: INodeProperties = {
	displayName: 'Rate Limit per Sender',
	name: 'senderRateLimit',
	type: 'fixedCollection',
	placeholder: 'Add Limit',
	default: {},
	description:
		'Ignore senders who exceed this rate, such as an auto-reply that keeps answering yours',
	options: [
		{
			displayName: 'Limit',
			name: 'limit',
			values: [
				{
					displayName: 'Messages',
					name: 'messages',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 100 },
					default: 10,
					description: 'Max number of messages from one sender in this time',
				},
				{
					displayName: 'Within (Minutes)',
					name: 'minutes',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 1440 },
					default: 10,
					description: 'The time over which the messages of a sender are counted',
				},
			],
		},
	],
};
