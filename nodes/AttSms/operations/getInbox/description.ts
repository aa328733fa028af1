import { inboxOutcome } from '../../../shared/client/drainInbox';
import { sharedOptions } from '../../../shared/fields/options';
import { shortCodeField } from '../../../shared/fields/shortCodeField';
import type { OperationDescription } from '../operation';

export const description: OperationDescription = {
	option: {
		name: 'Get Inbox',
		value: 'getInbox',
		action: 'Get the messages waiting in an inbox',
		description: 'Take the messages that mobiles sent to an offline short code',
	},

	subtitle: '"Get inbox"',

	outcome: { notStarted: 'Nothing was read', ...inboxOutcome },

	fields: [
		{
			displayName: 'Reading removes: AT&T deletes messages from the inbox as it hands them out',
			name: 'readingRemoves',
			type: 'notice',
			default: '',
		},
		{
			...shortCodeField,
			required: true,
			placeholder: 'e.g. 22627000',
			description: 'The offline short code whose messages to take',
		},
	],

	options: [
		sharedOptions.maxRetryTime,
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			hint: 'Further pages are not asked for once it is reached. What AT&T has handed out is always returned, so there can be more.',
		},
		sharedOptions.simplify,
		sharedOptions.timeout,
	],
};
