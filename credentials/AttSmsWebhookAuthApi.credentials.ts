import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const shownFor = (method: string): INodeProperties['displayOptions'] => ({
	show: { method: [method] },
});

/**
 * The secret that authenticates callers of the trigger's URL. AT&T signs nothing: only this secret,
 * in the URL that AT&T is given or added by a proxy in front of n8n, sets its callbacks apart from
 * others. It is a credential, so that n8n stores it encrypted and outside the workflow.
 */
export class AttSmsWebhookAuthApi implements ICredentialType {
	name = 'attSmsWebhookAuthApi';

	displayName = 'AT&T SMS Webhook Auth API';

	icon: Icon = { light: 'file:../icons/att-sms.svg', dark: 'file:../icons/att-sms.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-att-sms/n8n-nodes-att-sms#webhook-authentication';

	properties: INodeProperties[] = [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: [
				{
					name: 'Basic Auth',
					value: 'basicAuth',
					description: 'Give AT&T the URL as https://user:password@…',
				},
				{
					name: 'Header Auth',
					value: 'header',
					description: 'For a proxy in front of n8n that adds a header',
				},
				{
					name: 'Secret in URL',
					value: 'urlSecret',
					description: 'Give AT&T the URL with ?secret=… at its end',
				},
			],
			default: 'urlSecret',
			description: 'How callers of the URL authenticate',
		},
		{
			displayName: 'Secret',
			name: 'urlSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'At least 16 letters and digits. Give AT&T the Production URL with ?secret=… at its end.',
			displayOptions: shownFor('urlSecret'),
		},
		{
			displayName: 'Name',
			name: 'headerName',
			type: 'string',
			required: true,
			default: 'X-Listener-Secret',
			description: 'The name of the header',
			displayOptions: shownFor('header'),
		},
		{
			displayName: 'Value',
			name: 'headerSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The value of the header: at least 16 characters',
			displayOptions: shownFor('header'),
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			required: true,
			default: '',
			displayOptions: shownFor('basicAuth'),
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'At least 16 letters and digits. Give AT&T the URL as https://user:password@….',
			displayOptions: shownFor('basicAuth'),
		},
	];
}
