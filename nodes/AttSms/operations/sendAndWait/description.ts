import { SEND_AND_WAIT_OPERATION, type INodeProperties } from 'n8n-workflow';
import { sharedOptions } from '../../../shared/fields/options';
import { shortCodeField } from '../../../shared/fields/shortCodeField';
import { messageHelp } from '../../runtime/messageHelp';
import type { OperationDescription } from '../operation';
import { defaultWords } from './replyWords';

/** n8n's own names throughout, so that the panel is the one that users know from other nodes. */
const limitFields: INodeProperties[] = [
	{
		displayName: 'Limit Type',
		name: 'limitType',
		type: 'options',
		default: 'afterTimeInterval',
		description:
			'Sets the condition for the execution to resume. Can be a specified date or after some time.',
		options: [
			{
				name: 'After Time Interval',
				value: 'afterTimeInterval',
				description: 'Waits for a certain amount of time',
			},
			{
				name: 'At Specified Time',
				value: 'atSpecifiedTime',
				description: 'Waits until the set date and time to continue',
			},
		],
	},
	{
		displayName: 'Amount',
		name: 'resumeAmount',
		type: 'number',
		displayOptions: { show: { limitType: ['afterTimeInterval'] } },
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 1,
		description: 'The time to wait',
	},
	{
		displayName: 'Unit',
		name: 'resumeUnit',
		type: 'options',
		displayOptions: { show: { limitType: ['afterTimeInterval'] } },
		options: [
			{ name: 'Minutes', value: 'minutes' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Days', value: 'days' },
		],
		default: 'hours',
		description: 'Unit of the interval value',
	},
	{
		displayName: 'Max Date and Time',
		name: 'maxDateAndTime',
		type: 'dateTime',
		displayOptions: { show: { limitType: ['atSpecifiedTime'] } },
		default: '',
		description: 'Continue execution after the specified date and time',
	},
];

const approvalFields: INodeProperties[] = [
	{
		displayName: 'Type of Approval',
		name: 'approvalType',
		type: 'options',
		default: 'double',
		options: [
			{ name: 'Approve Only', value: 'single' },
			{ name: 'Approve and Disapprove', value: 'double' },
		],
	},
	{
		displayName: 'Approve Words',
		name: 'approveWords',
		type: 'string',
		default: defaultWords.approve.join(', '),
		description: 'A reply that begins with one of these comma-separated words approves',
	},
	{
		displayName: 'Disapprove Words',
		name: 'disapproveWords',
		type: 'string',
		default: defaultWords.disapprove.join(', '),
		displayOptions: { show: { approvalType: ['double'] } },
		description: 'A reply that begins with one of these comma-separated words disapproves',
	},
	{
		displayName: 'Approve Button Label',
		name: 'approveLabel',
		type: 'string',
		default: 'Approve',
		description:
			'Label of the button on the page that the link opens, if Reply By (Options) includes a link',
	},
	{
		displayName: 'Disapprove Button Label',
		name: 'disapproveLabel',
		type: 'string',
		default: 'Decline',
		displayOptions: { show: { approvalType: ['double'] } },
		description:
			'Label of the button on the page that the link opens, if Reply By (Options) includes a link',
	},
];

export const description: OperationDescription = {
	option: {
		name: 'Send and Wait for Reply',
		value: SEND_AND_WAIT_OPERATION,
		action: 'Send a text message and wait for the reply',
		description: 'Text a question and continue once it is answered',
	},

	subtitle: '"Send and wait for reply"',

	subject: ['to'],

	outcome: {
		notStarted: 'Nothing was sent',
		notDone: 'The question was not sent.',
		maybeDone:
			'The question may have been sent, so it was not sent again. Ask the recipient before you send it again.',
	},

	inputErrorData: { maybeSent: false },

	fields: [
		{
			displayName: 'To',
			name: 'to',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 206-555-0100',
			description:
				'The US phone numbers to which to send the question. Separate several numbers with commas; the first reply counts.',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 4 },
			required: true,
			default: '',
			placeholder: 'e.g. Approve a refund of $40? Reply YES or NO.',
			description: messageHelp('The question to send'),
		},
		{
			...shortCodeField,
			required: true,
			description:
				'The short code to which the recipient replies. A published workflow must have an AT&T SMS Trigger for it.',
		},
		{
			displayName: 'Response Type',
			name: 'responseType',
			type: 'options',
			default: 'approval',
			options: [
				{
					name: 'Approval',
					value: 'approval',
					description: 'Recipient can approve or disapprove, with a reply such as YES or NO',
				},
				{ name: 'Free Text', value: 'freeText', description: 'Recipient can reply with any text' },
			],
		},
		{
			displayName: 'Approval Options',
			name: 'approvalOptions',
			type: 'fixedCollection',
			placeholder: 'Add option',
			default: {},
			displayOptions: { show: { responseType: ['approval'] } },
			options: [{ displayName: 'Values', name: 'values', values: approvalFields }],
		},
	],

	options: [
		{
			displayName: 'Limit Wait Time',
			name: 'limitWaitTime',
			type: 'fixedCollection',
			description:
				'Whether to limit the time this node should wait for a user response before execution resumes',
			default: {
				values: { limitType: 'afterTimeInterval', resumeAmount: 45, resumeUnit: 'minutes' },
			},
			options: [{ displayName: 'Values', name: 'values', values: limitFields }],
		},
		{
			displayName: 'Reply By',
			name: 'replyBy',
			type: 'options',
			default: 'text',
			options: [
				{ name: 'Text', value: 'text', description: 'The recipient replies by text message' },
				{
					name: 'Link',
					value: 'link',
					description: 'The message ends with a link to a page, and no trigger is needed',
				},
				{ name: 'Text or Link', value: 'textOrLink', description: 'Whichever comes first' },
			],
			description: 'How the recipient can answer; anyone who has the link can answer with it',
		},
		{
			displayName: 'Clarification',
			name: 'clarification',
			type: 'string',
			default: 'Please reply YES or NO.',
			description:
				'The text to send, once to each recipient, when a reply neither approves nor disapproves',
		},
		{
			displayName: 'Response Form Title',
			name: 'responseFormTitle',
			type: 'string',
			default: '',
			placeholder: 'e.g. Example Shop',
			description: 'Title of the page that the link opens, such as the name of your company',
		},
		sharedOptions.maxRetryTime,
		{
			displayName: 'Resend on Retry',
			name: 'resendOnRetry',
			type: 'boolean',
			noDataExpression: true,
			default: false,
			description:
				'Whether a retry of a stopped or crashed execution asks again, so that recipients can get the question twice',
		},
		sharedOptions.timeout,
	],
};
