import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

const shownFor = (method: string): INodeProperties['displayOptions'] => ({
	show: { method: [method] },
});

/**
 * What a caller of the trigger's URL must know. AT&T signs nothing: what it is given of this, with
 * the URL or by a proxy in front of n8n, is all that tells its callbacks from others. Kept as a
 * credential, so that it is stored encrypted and in no workflow.
 */
export class AttSmsWebhookAuthApi implements ICredentialType {
	name = 'attSmsWebhookAuthApi';

	displayName = 'AT&T SMS Webhook Auth API';

	icon: Icon = { light: 'file:../icons/att-sms.svg', dark: 'file:../icons/att-sms.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-att-sms/n8n-nodes-att-sms#who-may-call-the-listener';

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
					name: 'Header',
					value: 'header',
					description: 'For a proxy in front of n8n that adds a header',
				},
				{
					name: 'Secret in the URL',
					value: 'urlSecret',
					description: 'Give AT&T the URL with ?secret=… at its end',
				},
			],
			default: 'urlSecret',
		},
		{
			displayName: 'Secret',
			name: 'urlSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Letters and digits, at least 16; give AT&T the Production URL with ?secret=… at its end',
			displayOptions: shownFor('urlSecret'),
		},
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			default: 'X-Listener-Secret',
			displayOptions: shownFor('header'),
		},
		{
			displayName: 'Header Value',
			name: 'headerSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: shownFor('header'),
		},
		{
			displayName: 'User',
			name: 'user',
			type: 'string',
			default: '',
			displayOptions: shownFor('basicAuth'),
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: shownFor('basicAuth'),
		},
	];
}
