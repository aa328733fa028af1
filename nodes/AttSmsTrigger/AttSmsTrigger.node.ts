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
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { checkListener } from './webhook/checkSetup';
import { incomplete } from './webhook/secret';
import { poll } from './poll/poll';
import { properties } from './description';
import { webhook } from './webhook/webhook';

export class AttSmsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'AT&T SMS Trigger',
		name: 'attSmsTrigger',
		icon: { light: 'file:../../icons/att-sms.svg', dark: 'file:../../icons/att-sms.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["receiveMode"] === "webhook" ? "Receive by webhook" : "Poll short code " + $parameter["shortCode"] }}',
		description: 'Starts the workflow when a text message comes in or is delivered',
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
		// In polling mode the method is empty, and n8n registers no path.
		webhooks: [
			{
				name: 'default',
				httpMethod: '={{ $parameter["receiveMode"] === "webhook" ? "POST" : "" }}',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'webhook',
				ndvHideUrl: '={{ $parameter["receiveMode"] !== "webhook" }}',
				ndvHideMethod: '={{ $parameter["receiveMode"] !== "webhook" }}',
			},
		],
		// The editor shows the same in either mode.
		triggerPanel: {
			header: '',
			executionsHelp: {
				inactive:
					'<b>While you draw the workflow</b>, “Execute step” takes what waits in the inbox now, or listens at the Test URL for one callback.<br /><br /><b>Once you publish it</b>, it runs by itself: at the poll times, or at each callback to the Production URL.',
				active:
					'<b>The workflow is published</b> and runs by itself: at the poll times, or at each callback to the Production URL. <b>While you change it</b>, “Execute step” takes what waits in the inbox now, or listens at the Test URL for one callback.',
			},
			activationHint:
				'To draw the workflow without taking a message off a live inbox, choose “set mock data” in the output, or, when it polls, Sample Data in the Options.',
		},
		properties,
	};

	methods = {
		credentialTest: {
			async testWebhookAuth(
				this: ICredentialTestFunctions,
				{ data }: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				const missing = incomplete(data ?? {});
				return missing
					? { status: 'Error', message: missing }
					: { status: 'OK', message: 'The listener has its secret' };
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
	};

	/** n8n calls it on activation too, in either mode. */
	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return this.getNodeParameter('receiveMode') === 'polling' ? await poll(this) : null;
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await webhook(this);
	}
}
