const addressForms = [
	'documented',
	'tel:+1',
	'tel:1',
	'tel:',
	'bare',
	'e164',
	'encoded',
	'encodedTwice',
];

/** The settings that the page shows: name, label, and how one is typed or chosen. */
export const settingGroups = [
	{
		name: 'Pace',
		fields: [
			{
				name: 'latencyMs',
				label: 'Latency, ms',
				hint: 'How long each answer is held back.',
				type: 'number',
				min: 0,
			},
			{
				name: 'throttlePerSecond',
				label: 'Throttle, requests a second',
				hint: 'Empty: no limit. What is over it gets 403 POL0001.',
				type: 'number',
				min: 1,
				empty: null,
			},
		],
	},
	{
		name: 'Delivery',
		fields: [
			{
				name: 'deliveryDelayMs',
				label: 'Delivered after, ms',
				hint: 'Empty: never by itself, only by hand, in a text’s details.',
				type: 'number',
				min: 0,
				empty: 'manual',
			},
			{
				name: 'deliveryNotifications',
				label: 'Notifications',
				hint: 'Of recipients whose status became final together.',
				type: 'choice',
				choices: { each: 'one for each recipient', together: 'one for all' },
			},
			{
				name: 'notifyAnswerHasId',
				label: 'A send with notification is answered with an id',
				type: 'check',
			},
		],
	},
	{
		name: 'Inbox and callbacks',
		fields: [
			{ name: 'inboxPageSize', label: 'Messages to a page of the inbox', type: 'number', min: 1 },
			{
				name: 'callbackTimeoutMs',
				label: 'Patience with a listener, ms',
				type: 'number',
				min: 1,
			},
			{ name: 'callbackConnections', label: 'Callbacks under way at once', type: 'number', min: 1 },
		],
	},
	{
		name: 'Tokens',
		fields: [
			{
				name: 'accessTokenSeconds',
				label: 'Access tokens live, seconds',
				hint: 'Those issued from now on.',
				type: 'number',
				min: 0,
			},
			{ name: 'issueRefreshTokens', label: 'Tokens come with a refresh token', type: 'check' },
			{ name: 'rotateRefreshTokens', label: 'A refresh replaces the refresh token', type: 'check' },
		],
	},
	{
		name: 'Form of answers and callbacks',
		fields: [
			{
				name: 'answerForm',
				label: 'Answers come in',
				type: 'choice',
				choices: { documented: 'the documented form', json: 'JSON', xml: 'XML' },
			},
			{
				name: 'callbackForm',
				label: 'Callbacks come in',
				type: 'choice',
				choices: { json: 'JSON', xml: 'XML' },
			},
			{
				name: 'callbackDialect',
				label: 'Callbacks are written as',
				type: 'choice',
				choices: { documented: 'documented', att: 'AT&T', oneApi: 'GSMA OneAPI' },
			},
			{
				name: 'nameCase',
				label: 'Letter case of names',
				type: 'choice',
				choices: { documented: 'documented', other: 'the other one' },
			},
			{
				name: 'inboxAddressForm',
				label: 'Numbers in the inbox',
				type: 'choice',
				choices: addressForms,
			},
			{
				name: 'statusAddressForm',
				label: 'Numbers in statuses',
				type: 'choice',
				choices: addressForms,
			},
			{
				name: 'callbackAddressForm',
				label: 'Numbers in callbacks',
				type: 'choice',
				choices: addressForms,
			},
			{ name: 'singleAsObject', label: 'One element in place of a list of one', type: 'check' },
			{ name: 'xmlDeclaration', label: 'XML starts with a declaration', type: 'check' },
		],
	},
];
