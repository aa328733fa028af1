import { inboxOutcome } from '../../../shared/client/drainInbox';
import { keywordOption } from '../../../shared/fields/keywordOption';
import { sharedOptions } from '../../../shared/fields/options';
import { shortCodeField } from '../../../shared/fields/shortCodeField';
import type { OperationDescription } from '../operation';

export const description: OperationDescription = {
	option: {
		name: 'Get Inbox',
		value: 'getInbox',
		action: 'Get the messages waiting in an inbox',
		description: 'Get the messages that were sent to an offline short code',
	},

	subtitle: '"Get inbox"',

	subject: ['shortCode'],

	outcome: { notStarted: 'Nothing was read', ...inboxOutcome },

	fields: [
		{
			...shortCodeField,
			required: true,
			description: 'The offline short code whose messages to get',
		},
		{
			displayName: 'Reading is destructive: AT&T deletes messages once returned',
			name: 'destructiveNotice',
			type: 'notice',
			default: '',
		},
	],

	options: [
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			hint: 'Checked after each page, which is returned whole, so there can be more results',
		},
		keywordOption,
		sharedOptions.simplify,
		sharedOptions.maxRetryTime,
		sharedOptions.timeout,
	],
};
