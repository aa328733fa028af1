import type { INodeProperties } from 'n8n-workflow';
import { keywordOption } from '../../shared/fields/keywordOption';
import { sharedOptions } from '../../shared/fields/options';
import { shortCodeField } from '../../shared/fields/shortCodeField';
import { repliesOption } from '../questions/repliesOption';
import { senderRateLimitOption } from '../senderRateLimitOption';

const show = { receiveMode: ['webhook'] };
const displayOptions = { show };

/** What the panel shows in webhook mode, below Receive Mode. */
export const webhookProperties: INodeProperties[] = [
	{
		displayName:
			'For an online short code: copy Webhook URLs above → Production URL, and enter it in My Apps at AT&T, under Manage Short Code, as the URI of your short code. It must be HTTPS and reachable from the internet. If your short code is offline, choose Polling instead.',
		name: 'onlineNotice',
		type: 'notice',
		default: '',
		displayOptions,
	},
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		options: [
			{
				name: 'Message Received',
				value: 'message',
				description: 'When a text message to your short code is received',
			},
			{
				name: 'Delivery Status',
				value: 'deliveryStatus',
				description:
					'When a message sent with Notify Delivery Status is delivered, or turns out to be undeliverable',
			},
		],
		required: true,
		default: ['message'],
		description: 'The events that start the workflow. Others are acknowledged and ignored.',
		displayOptions,
	},
	{
		...shortCodeField,
		placeholder: 'e.g. 22627012',
		description:
			'The online short code whose messages to receive. Leave empty to receive the messages of all.',
		displayOptions,
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'AT&T SMS Webhook Auth', value: 'webhookAuth' },
			{ name: 'None', value: 'none' },
		],
		default: 'none',
		description:
			'How callers of the URL authenticate. AT&T signs nothing: with None, anyone who finds the URL can call it.',
		displayOptions,
	},
	// Where this stands, the editor asks for the credential: below Authentication, as in n8n's Webhook.
	{
		displayName: 'Credentials',
		name: 'webhookCredentials',
		type: 'credentials',
		default: '',
		displayOptions: { show: { ...show, authentication: ['webhookAuth'] } },
	},
	{
		displayName:
			"Give AT&T the URL with your secret in it: append ?secret=… to the Production URL, or write https://user:password@… for Basic Auth. For Header Auth, give AT&T your proxy's URL.",
		name: 'secretNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { ...show, authentication: ['webhookAuth'] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Ignore Duplicates',
				name: 'ignoreDuplicates',
				type: 'boolean',
				default: false,
				description: 'Whether to ignore messages that AT&T delivers again within 72 hours',
			},
			senderRateLimitOption,
			keywordOption,
			{
				displayName: 'Batch Bursts',
				name: 'batchBursts',
				type: 'boolean',
				default: false,
				description:
					'Whether messages that arrive almost at the same time, as in a vote or contest, start one execution with several items',
			},
			repliesOption,
			sharedOptions.simplify,
			{
				displayName: 'IP(s) Allowlist',
				name: 'ipAllowlist',
				type: 'string',
				default: '',
				placeholder: 'e.g. 192.0.2.0/24, 2001:db8::/32',
				description:
					'Comma-separated list of allowed IP addresses or CIDR ranges, or empty to allow all IPs',
				hint: "Behind a proxy, set N8N_PROXY_HOPS, so that n8n sees the caller's address",
			},
		],
		displayOptions,
	},
];
