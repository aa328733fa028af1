import type { INodeProperties } from 'n8n-workflow';
import { pollingProperties } from './poll/description';
import { noPollTimes } from './poll/pollTimes';
import { webhookProperties } from './webhook/description';

/** The panel of the trigger. What one receive mode needs isn't shown in the other. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Receive Mode',
		name: 'receiveMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Polling',
				value: 'polling',
				description: 'For an offline short code: the workflow reads its inbox at the poll times',
			},
			{
				name: 'Webhook',
				value: 'webhook',
				description: 'For an online short code: AT&T calls the workflow with each message',
			},
		],
		default: 'polling',
		description: 'How your short code is set up at AT&T to receive messages',
	},
	...pollingProperties,
	...webhookProperties,
	{ ...noPollTimes, displayOptions: { show: { receiveMode: ['webhook'] } } },
];
