import type { INodeProperties } from 'n8n-workflow';
import { keywordOption } from '../../shared/fields/keywordOption';
import { sharedOptions } from '../../shared/fields/options';
import { providerField } from '../../shared/fields/providerField';
import { shortCodeField } from '../../shared/fields/shortCodeField';
import { publishedParameter } from '../questions/questionsMethod';
import { repliesOption } from '../questions/repliesOption';
import { senderRateLimitOption } from '../senderRateLimitOption';
import { pollTimes } from './pollTimes';

const show = { receiveMode: ['polling'] };
const displayOptions = { show };

/** What the panel shows in polling mode, below Receive Mode. */
export const pollingProperties: INodeProperties[] = [
	{
		displayName:
			'For an offline short code: in My Apps at AT&T, choose Manage Short Code, Add Short Code, and save it without a URI. If your short code is online, choose Webhook instead.',
		name: 'offlineNotice',
		type: 'notice',
		default: '',
		displayOptions,
	},
	{
		...shortCodeField,
		required: true,
		description: 'The offline short code whose messages to receive',
		displayOptions,
	},
	{ ...pollTimes, displayOptions },
	{
		displayName:
			'Reading is destructive: AT&T deletes messages once returned, also when you click Execute step. To build with sample messages instead, add the option Use Sample Data When Testing.',
		name: 'destructiveNotice',
		type: 'notice',
		default: '',
		displayOptions: { show, hide: { '/options.sampleData': [true] } },
	},
	{ ...providerField, displayOptions },
	{ ...publishedParameter, displayOptions },
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Use Sample Data When Testing',
				name: 'sampleData',
				type: 'boolean',
				default: false,
				description:
					'Whether a test in the editor returns two sample messages and leaves the inbox alone',
			},
			senderRateLimitOption,
			keywordOption,
			repliesOption,
			sharedOptions.simplify,
			sharedOptions.maxRetryTime,
			sharedOptions.timeout,
		],
		displayOptions,
	},
];
