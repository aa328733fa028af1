import type { INodeProperties } from 'n8n-workflow';

/** Which of AT&T's two providers to speak to; both nodes have it. */
export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'AT&T',
			value: 'att',
			description: 'AT&T’s own API: right for most, and for an app with one short code',
		},
		{
			name: 'GSMA OneAPI',
			value: 'oneApi',
			description: 'For an app with several short codes: it names the one to send from',
		},
	],
	default: 'att',
	description: 'The API that your app uses at AT&T',
};
