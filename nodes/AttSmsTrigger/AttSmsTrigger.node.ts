import {
	NodeConnectionTypes,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IHookFunctions,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { checkListener } from './webhook/checkSetup';
import { incomplete, unusable } from './webhook/secret';
import { poll } from './poll/poll';
import { pollManually } from './poll/pollManually';
import { stopOnClose } from './poll/stopPoll';
import { properties } from './description';
import { questionsFields } from './questions/questionsMethod';
import { questionsWebhook } from './questions/questionsWebhook';
import { httpMethod } from './webhook/httpMethod';
import { takeTestCall } from './webhook/testCall';
import { webhook } from './webhook/webhook';

export class AttSmsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AT&T SMS Trigger',
		name: 'attSmsTrigger',
		icon: { light: 'file:../../icons/att-sms.svg', dark: 'file:../../icons/att-sms.dark.svg' },
		group: ['trigger'],
		// Above version 1 n8n evaluates no expression to see whether it has to read the body.
		version: [1, 1.1],
		defaultVersion: 1.1,
		// An expression has no value on the canvas: read raw, as n8n throws where it can't evaluate one.
		subtitle:
			'={{ $parameter["receiveMode"] === "webhook" ? "Receive by webhook" : /^\\s*[^=\\s]/.test($rawParameter["shortCode"] ?? "") ? "Poll short code " + $rawParameter["shortCode"] : "Receive by polling" }}',
		description: 'Starts the workflow when a text message is received or its delivery is reported',
		documentationUrl: 'https://github.com/n8n-nodes-att-sms/n8n-nodes-att-sms#receive',
		eventTriggerDescription:
			'Text your short code from a phone. AT&T must have the Test URL as its URI.',
		activationMessage:
			'Text your short code from a phone to try it. By webhook the workflow starts at once, by polling at the next poll time.',
		defaults: { name: 'AT&T SMS Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'attOAuth2Api',
				required: true,
				displayOptions: { show: { receiveMode: ['polling'] } },
			},
			{
				name: 'attSmsWebhookAuthApi',
				required: true,
				testedBy: 'testWebhookAuth',
				// By `hide`: where credentials `show` for each of a field's values, the editor takes that
				// field for one that only chooses the credential, and leaves it out of the panel.
				displayOptions: {
					show: { authentication: ['webhookAuth'] },
					hide: { receiveMode: ['polling'] },
				},
			},
		],
		webhooks: [
			{
				name: 'default',
				...httpMethod,
				responseMode: 'onReceived',
				// Not `noData`: n8n must read the `webhookResponse` of startRun.ts.
				responseData: '',
				path: 'webhook',
				ndvHideUrl: '={{ $parameter["receiveMode"] !== "webhook" }}',
				ndvHideMethod: '={{ $parameter["receiveMode"] !== "webhook" }}',
			},
			// Takes the questions of Send and Wait for Reply.
			{
				name: 'setup',
				...questionsFields,
				responseMode: 'onReceived',
				isFullPath: true,
				ndvHideUrl: true,
				ndvHideMethod: true,
			},
		],
		// The editor can't choose by parameter here: each sentence names its mode.
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive:
					'<b>While you build the workflow</b>, click the button. Polling reads the messages that wait in the inbox now. A webhook listens at the test URL for one callback: have AT&T call it, then text your short code from a phone.<br /><br /><b>Once you publish it</b>, the workflow runs by itself: at the poll times, or on each callback to the production URL.',
				active:
					'<b>The workflow is published</b> and runs by itself: at the poll times, or on each callback to the production URL. See them in the <a data-key="executions">executions list</a>.<br /><br /><b>While you change it</b>, click the button. Polling reads the messages that wait in the inbox now. A webhook listens at the test URL for one callback.',
			},
			activationHint:
				"Once you've finished building your workflow, publish it to run it without having to click this button.",
		},
		properties,
	};

	methods = {
		credentialTest: {
			async testWebhookAuth(
				this: ICredentialTestFunctions,
				{ data }: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const problem = incomplete(data ?? {}) ?? unusable(data ?? {});
				return problem
					? { status: 'Error', message: problem }
					: { status: 'OK', message: 'The secret is set' };
			},
		},
	};

	// AT&T has no call to register a listener: its URL is entered with the short code, by hand. What
	// can be seen to be wrong is said when the workflow is activated rather than to AT&T later.
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await checkListener(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
		// The questions stay in the trigger's static data: they are still open when it is published again.
		setup: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	/** In webhook mode n8n calls it on activation, and after a callback to the Test URL. */
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		if (this.getNodeParameter('receiveMode') !== 'polling') return takeTestCall(this);
		return this.getMode() === 'manual' ? await pollManually(this) : await poll(this);
	}

	/** Starts nothing: n8n polls by itself. But of a `trigger` it waits for what stops it. */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return stopOnClose(this);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return this.getWebhookName() === 'setup' ? await questionsWebhook(this) : await webhook(this);
	}
}
