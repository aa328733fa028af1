// Adds a dialect to a copy of the sources, as a contributor would, and looks at what follows from it.
import type {
	ICredentialType,
	INodeProperties,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';
import type { Client } from '../../../../../nodes/shared/client/client.ts';
import { addLine, loadWith, type Additions } from '../../../../support/addedSources.mts';

/** The one file: a provider of its own, in a version of its own. */
const codec = `
	import { attV2 } from './attV2';
	export const carrierV9 = {
		...attV2,
		provider: { value: 'carrier', name: 'Carrier', description: 'Another API', namesSender: true },
		apiVersion: '9',
		credentialTestPath: '/v9/probe',
		sendRequest: ({ message }) => ({ method: 'POST', path: '/v9/send', body: { text: message } }),
	};
`;

const added: Additions = {
	'nodes/shared/protocol/codecs/carrierV9.ts': codec,
	'nodes/shared/protocol/dialects.ts': addLine(
		"import { carrierV9 } from './codecs/carrierV9';",
		'const list = [',
		'carrierV9,',
	),
};

interface Sources {
	AttOAuth2Api: new () => ICredentialType;
	createClient(context: unknown, provider: string, timeoutMs: number): Promise<Client>;
	AttSms: new () => INodeType;
	AttSmsTrigger: new () => INodeType;
}

const load = (additions: Additions) =>
	loadWith<Sources>(
		additions,
		`
			export { AttOAuth2Api } from './credentials/AttOAuth2Api.credentials';
			export { createClient } from './nodes/shared/client/client';
			export { AttSms } from './nodes/AttSms/AttSms.node';
			export { AttSmsTrigger } from './nodes/AttSmsTrigger/AttSmsTrigger.node';
		`,
	);

const optionValues = (properties: INodeProperties[], name: string): unknown[] => {
	const property = properties.find((one) => one.name === name);
	return (property?.options as INodePropertyOptions[]).map(({ value }) => value);
};

const contextWith = (apiVersion: string) => ({
	getCredentials: async () => ({ baseUrl: 'https://api.att.com', apiVersion }),
});

const outbound = {
	addresses: ['+12065550100'],
	message: 'Hello',
	notifyDeliveryStatus: false,
	senderAddress: '',
};

describe('A dialect added as one codec file and one line', () => {
	let sources: Sources;
	beforeAll(async () => {
		sources = await load(added);
	});

	test('The client uses a new dialect for its provider and version', async () => {
		const { dialect } = await sources.createClient(contextWith('9'), 'carrier', 1000);
		expect(dialect.sendRequest(outbound)).toEqual({
			method: 'POST',
			path: '/v9/send',
			body: { text: 'Hello' },
		});
	});

	test('A new dialect can be chosen in the credential and in both nodes', () => {
		expect(optionValues(new sources.AttOAuth2Api().properties, 'apiVersion')).toContain('9');
		expect(optionValues(new sources.AttSms().description.properties, 'provider')).toContain(
			'carrier',
		);
		expect(optionValues(new sources.AttSmsTrigger().description.properties, 'provider')).toContain(
			'carrier',
		);
	});

	test('A new dialect has the field for the sender if its messages name one', () => {
		const sender = new sources.AttSms().description.properties.find(
			({ name }) => name === 'senderAddress',
		);
		expect(sender?.displayOptions?.show?.provider).toContain('carrier');
	});

	test('A new dialect gives the credential’s test the path to try', () => {
		const url = String(new sources.AttOAuth2Api().test?.request.url);
		expect(url).toContain('$credentials.apiVersion === "9" ? "/v9/probe"');
	});

	test('A new dialect isn’t used for a version that it doesn’t have', async () => {
		await expect(sources.createClient(contextWith('2'), 'carrier', 1000)).rejects.toMatchObject({
			kind: 'misconfigured',
		});
	});
});

describe('Without the new dialect', () => {
	let sources: Sources;
	beforeAll(async () => {
		sources = await load({});
	});

	test.each(['9', '', '1', '2.0', 'v2', '__proto__'])(
		'API version %j is an error, never taken for another version',
		async (apiVersion) => {
			await expect(
				sources.createClient(contextWith(apiVersion), 'att', 1000),
			).rejects.toMatchObject({
				kind: 'misconfigured',
				mayHaveBeenProcessed: false,
				message: expect.stringContaining('2, 3'),
			});
		},
	);

	test('The provider of a dialect that isn’t there is an error', async () => {
		await expect(sources.createClient(contextWith('2'), 'carrier', 1000)).rejects.toMatchObject({
			kind: 'misconfigured',
		});
	});
});
