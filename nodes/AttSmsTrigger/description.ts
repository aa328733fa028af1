import { cronNodeOptions, type INodeProperties, type INodePropertyCollection } from 'n8n-workflow';
import { sharedOptions } from '../shared/fields/options';
import { providerField } from '../shared/fields/providerField';
import { shortCodeField } from '../shared/fields/shortCodeField';

const polling = { show: { receiveMode: ['polling'] } };
const webhook = { show: { receiveMode: ['webhook'] } };

const pace =
	'At least every 30 minutes, as AT&T deletes what is not read by then; AT&T asks for no more than one read in 5 minutes';

/**
 * n8n's own fields for times, beginning with "every X minutes" rather than "every day". The editor
 * shows no hint of a collection, so it stands at the field inside.
 */
const pollTimeFields: INodePropertyCollection[] = (
	cronNodeOptions as INodePropertyCollection[]
).map((collection) => ({
	...collection,
	values: collection.values.map((value) =>
		value.name === 'mode' ? { ...value, default: 'everyX', hint: pace } : value,
	),
}));

const senderRateLimit: INodeProperties = {
	displayName: 'Rate Limit per Sender',
	name: 'senderRateLimit',
	type: 'fixedCollection',
	placeholder: 'Add Limit',
	default: {},
	description:
		'Holds back a sender who writes more than this, and says so once: an auto-reply that meets another one would text for ever',
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
				},
				{
					displayName: 'Within (Minutes)',
					name: 'minutes',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 1440 },
					default: 10,
				},
			],
		},
	],
};

/** The panel of the trigger. What one receive mode needs is not there in the other. */
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
				description: 'For an offline short code: messages wait at AT&T until they are read',
			},
			{
				name: 'Webhook',
				value: 'webhook',
				description: 'For an online short code: AT&T calls this workflow with each message',
			},
		],
		default: 'polling',
		description: 'How your short code was set up at AT&T to receive messages',
	},
	{
		displayName:
			'Set up the short code at AT&T as <b>offline</b>: in My Apps, Manage Short Code, Add Short Code, save it without a URI. Reading removes the messages from AT&T, in the editor too, unless Options has Sample Data on.',
		name: 'offlineNotice',
		type: 'notice',
		default: '',
		displayOptions: polling,
	},
	{
		displayName:
			'Set up the short code at AT&T as <b>online</b>: in My Apps, Manage Short Code, add it with the Production URL above as its URI. The URL must be HTTPS and reachable from the internet.',
		name: 'onlineNotice',
		type: 'notice',
		default: '',
		displayOptions: webhook,
	},
	providerField,
	{
		...shortCodeField,
		required: true,
		placeholder: 'e.g. 22627000',
		description: 'The offline short code whose messages to receive',
		displayOptions: polling,
	},
	{
		...shortCodeField,
		placeholder: 'e.g. 22627012',
		description:
			'Take messages to this short code only and refuse others. Leave it empty to take all.',
		displayOptions: webhook,
	},
	{
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Poll Time' },
		default: { item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] },
		placeholder: 'Add Poll Time',
		description: 'When to read the inbox',
		options: pollTimeFields,
		displayOptions: polling,
	},
	// n8n schedules polls by this name in either mode: without entries there are none.
	{
		displayName: 'Poll Times',
		name: 'pollTimes',
		type: 'hidden',
		default: { item: [] },
		displayOptions: webhook,
	},
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		options: [
			{
				name: 'Delivery Status',
				value: 'deliveryStatus',
				description:
					'A message that was sent with Notify Delivery Status has reached its recipient, or can’t',
			},
			{
				name: 'Message Received',
				value: 'message',
				description: 'A mobile has written to the short code',
			},
		],
		required: true,
		default: ['message'],
		description: 'What starts the workflow. Other callbacks are acknowledged and start nothing.',
		displayOptions: webhook,
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		options: [
			{ name: 'AT&T SMS Webhook Auth', value: 'webhookAuth' },
			{ name: 'None', value: 'none' },
		],
		default: 'none',
		description: 'What a caller must know. AT&T signs nothing: whoever finds the URL can call it.',
		displayOptions: webhook,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			sharedOptions.maxRetryTime,
			senderRateLimit,
			{
				displayName: 'Use Sample Data When Testing',
				name: 'sampleData',
				type: 'boolean',
				default: false,
				description:
					'Whether “Execute step” puts out two sample messages and leaves those that wait at AT&T alone. Once published, the workflow reads the inbox either way.',
			},
			sharedOptions.simplify,
			sharedOptions.timeout,
		],
		displayOptions: polling,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'IP(s) Allowlist',
				name: 'ipAllowlist',
				type: 'string',
				default: '',
				placeholder: 'e.g. 192.0.2.0/24, 2001:db8::/32',
				description:
					'The IP addresses and CIDR ranges that may call; all others get a 403. Behind a proxy, n8n must be told so (N8N_PROXY_HOPS).',
			},
			{
				displayName: 'Ignore Duplicates',
				name: 'ignoreDuplicates',
				type: 'boolean',
				default: false,
				description:
					'Whether to drop what AT&T repeats within 72 hours, as it does when an answer got lost: the same sender, short code, time and text',
			},
			senderRateLimit,
			sharedOptions.simplify,
		],
		displayOptions: webhook,
	},
];
