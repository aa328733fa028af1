import { join } from 'node:path';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { basic } from '../support/basic.mts';
import { createN8n, type WebhookCall } from '../support/n8nContexts.mts';
import { typesFromPackage } from '../support/n8nTypes.mts';
import { jsonOf, listen, mobile, online, setUp } from './support.mts';
import { guarded, mo, n8nWithListener, receiving } from './support/callbacks.mts';

const authorization = (value: string): WebhookCall => ({ headers: { authorization: value } });

const secrets = {
	urlSecret: { method: 'urlSecret', urlSecret: 'k9Tz4mQw7sLx2VbN' },
	header: { method: 'header', headerName: 'X-Proxy-Secret', headerSecret: 'rT5yU8iO2pA6sD9f' },
	basicAuth: { method: 'basicAuth', user: 'att', password: 'gH3jK6lZ1xC4vB8n' },
} satisfies Record<string, ICredentialDataDecryptedObject>;
type Method = keyof typeof secrets;

const knowing: Record<Method, WebhookCall> = {
	urlSecret: { query: '?secret=k9Tz4mQw7sLx2VbN' },
	header: { headers: { 'x-proxy-secret': 'rT5yU8iO2pA6sD9f' } },
	basicAuth: authorization(basic('att:gH3jK6lZ1xC4vB8n')),
};
const methods = Object.keys(secrets) as Method[];

const tell = async (secret: ICredentialDataDecryptedObject, request: WebhookCall) => {
	const n8n = await n8nWithListener(secret);
	return await n8n.webhook({ parameters: guarded(), request: { body: mo(), ...request } });
};

/** The answer of a listener that doesn’t know its caller. */
const expectRejected = (answer: Awaited<ReturnType<typeof tell>>) => {
	expect(answer).toMatchObject({ status: 401, body: '' });
	expect(answer.headers['www-authenticate']).toBe('Basic realm="listener"');
	expect(answer.workflowData).toBeUndefined();
	expect(answer.error).toBeUndefined();
};

describe('A caller who presents the secret', () => {
	test.each<[string, Method, WebhookCall]>([
		['in the URL', 'urlSecret', knowing.urlSecret],
		['in the URL, among other things', 'urlSecret', { query: '?a=1&secret=k9Tz4mQw7sLx2VbN&b=2' }],
		['in a header', 'header', knowing.header],
		['by Basic auth', 'basicAuth', knowing.basicAuth],
		[
			'by Basic auth, its scheme in lower case',
			'basicAuth',
			authorization(basic('att:gH3jK6lZ1xC4vB8n', 'basic')),
		],
	])('A caller who presents the secret %s is let in', async (_, method, request) => {
		const answer = await tell(secrets[method], request);
		expect(answer.status).toBe(200);
		expect(jsonOf(answer.workflowData)).toEqual([expect.objectContaining({ message: 'Hello' })]);
	});

	test.each(methods)('Neither the output nor static data has the secret: %s', async (method) => {
		const n8n = await n8nWithListener(secrets[method]);
		const listener = await listen(n8n, guarded({ ignoreDuplicates: true }));
		const { body } = await listener.call({ body: mo(), ...knowing[method] });
		expect(listener.executions).toHaveLength(1);
		const written = JSON.stringify([listener.executions, n8n.staticData, body]);
		for (const word of ['k9Tz4mQw7sLx2VbN', 'rT5yU8iO2pA6sD9f', 'gH3jK6lZ1xC4vB8n']) {
			expect(written).not.toContain(word);
		}
	});
});

describe('A caller who doesn’t present the secret', () => {
	const strangers: Record<Method, Array<[string, WebhookCall]>> = {
		urlSecret: [
			['no secret', {}],
			['an empty secret', { query: '?secret=' }],
			['the name of the secret alone', { query: '?secret' }],
			['a wrong secret', { query: '?secret=k9Tz4mQw7sLx2VbX' }],
			['the beginning of the secret', { query: '?secret=k9Tz4mQw' }],
			['more than the secret', { query: '?secret=k9Tz4mQw7sLx2VbNN' }],
			['the secret twice', { query: '?secret=k9Tz4mQw7sLx2VbN&secret=k9Tz4mQw7sLx2VbN' }],
			['a wrong secret and then the right one', { query: '?secret=x&secret=k9Tz4mQw7sLx2VbN' }],
			['the secret in a list', { query: '?secret[]=k9Tz4mQw7sLx2VbN' }],
			['the secret in an object', { query: '?secret[a]=k9Tz4mQw7sLx2VbN' }],
			['the secret under another name', { query: '?Secret=k9Tz4mQw7sLx2VbN' }],
			['the secret in a header', { headers: { secret: 'k9Tz4mQw7sLx2VbN' } }],
			['the secret in the body', { body: mo({ secret: 'k9Tz4mQw7sLx2VbN' }) }],
		],
		header: [
			['no secret', {}],
			['an empty secret', { headers: { 'x-proxy-secret': '' } }],
			['a wrong secret', { headers: { 'x-proxy-secret': 'rT5yU8iO2pA6sD9X' } }],
			[
				'the secret twice',
				{ headers: { 'x-proxy-secret': ['rT5yU8iO2pA6sD9f', 'rT5yU8iO2pA6sD9f'] } },
			],
			['the secret under another name', { headers: { 'x-secret': 'rT5yU8iO2pA6sD9f' } }],
			['the secret in the URL', { query: '?secret=rT5yU8iO2pA6sD9f' }],
		],
		basicAuth: [
			['nothing', {}],
			['the scheme alone', authorization('Basic')],
			['an empty pair', authorization(basic(':'))],
			['a wrong password', authorization(basic('att:gH3jK6lZ1xC4vB8X'))],
			['a wrong user', authorization(basic('at&t:gH3jK6lZ1xC4vB8n'))],
			['no password', authorization(basic('att:'))],
			['no user', authorization(basic(':gH3jK6lZ1xC4vB8n'))],
			['the pair in plain', authorization('Basic att:gH3jK6lZ1xC4vB8n')],
			['another scheme', authorization(basic('att:gH3jK6lZ1xC4vB8n', 'Bearer'))],
		],
	};
	const cases = methods.flatMap((method) =>
		strangers[method].map(([gives, request]) => [method, gives, request] as const),
	);

	test.each(cases)(
		'With %s, a caller who presents %s gets an empty 401 and starts nothing',
		async (method, _, request) => {
			expectRejected(await tell(secrets[method], request));
		},
	);

	test.each(methods)(
		'With %s, a caller who presents the secret of another method gets an empty 401 and starts nothing',
		async (method) => {
			for (const other of methods.filter((name) => name !== method)) {
				expectRejected(await tell(secrets[method], knowing[other]));
			}
		},
	);

	test.each(methods)(
		'With %s, a caller without the secret gets an empty 401 and starts nothing, whatever the body',
		async (method) => {
			for (const body of ['', '{', '<a>', '{"a":1}', Buffer.alloc(100_000, 'x')]) {
				const headers = { 'content-type': 'application/octet-stream' };
				expectRejected(await tell(secrets[method], { headers, body }));
			}
		},
	);
});

describe('A credential that isn’t filled in', () => {
	const unfilled: Array<[string, ICredentialDataDecryptedObject]> = [
		['nothing', {}],
		['no secret', { method: 'urlSecret', urlSecret: '' }],
		['no header value', { ...secrets.header, headerSecret: '' }],
		['no header name', { ...secrets.header, headerName: '' }],
		['no user', { ...secrets.basicAuth, user: '' }],
		['no password', { ...secrets.basicAuth, password: '' }],
	];

	test.each(unfilled)('A credential with %s lets no caller in', async (_, secret) => {
		for (const request of [
			{},
			...Object.values(knowing),
			{ query: '?secret=' },
			{ query: '?secret=undefined' },
			{ headers: { 'x-proxy-secret': '' } },
			authorization(basic(':')),
			authorization(basic('att:')),
			authorization(basic(':gH3jK6lZ1xC4vB8n')),
			authorization('Basic '),
		]) {
			expectRejected(await tell(secret, request));
		}
	});

	test.each(unfilled)(
		'A credential with %s keeps the workflow from being published',
		async (_, secret) => {
			const n8n = await n8nWithListener(secret);
			const words =
				'The AT&T SMS Webhook Auth API credential is not filled in: without a secret, anyone could call this URL';
			await expect(n8n.activate({ parameters: guarded() })).rejects.toThrow(words);
			await expect(n8n.hook({ parameters: guarded(), method: 'create' })).rejects.toThrow(words);
		},
	);

	test.each(unfilled)('A credential with %s is red in its test', async (_, secret) => {
		expect(await testWebhookAuth(secret)).toEqual({
			status: 'Error',
			message:
				'The AT&T SMS Webhook Auth API credential is not filled in: without a secret, anyone could call this URL',
		});
	});
});

/** The editor’s test of the listener’s credential. */
const testWebhookAuth = async (
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> => {
	const { nodeTypes, trigger } = await typesFromPackage(join(import.meta.dirname, '../..'));
	const { methods: found, description } = nodeTypes.getByNameAndVersion(trigger ?? '');
	const { testedBy } =
		description.credentials?.find(({ name }) => name === 'attSmsWebhookAuthApi') ?? {};
	const test = found?.credentialTest?.[String(testedBy)];
	if (!test) throw new Error('The credential has no test');
	const credential = { id: '1', name: 'Listener', type: 'attSmsWebhookAuthApi', data };
	return await test.call({} as ICredentialTestFunctions, credential);
};

describe('A credential whose secret is shorter than its help demands', () => {
	test.each<[Method, ICredentialDataDecryptedObject, string]>([
		['urlSecret', { urlSecret: 'k9Tz4mQw7sLx2Vb' }, 'Secret has 15 characters'],
		['header', { headerSecret: 'rT5yU8iO' }, 'Value has 8 characters'],
		['basicAuth', { password: 'gH3j' }, 'Password has 4 characters'],
	])(
		'A secret that is too short is red in the credential’s test: %s',
		async (method, short, words) => {
			expect(await testWebhookAuth({ ...secrets[method], ...short })).toEqual({
				status: 'Error',
				message: `${words}, and needs at least 16: anyone who guesses it could call this URL`,
			});
		},
	);

	test('A secret that is too short still lets callers in, as it may be in use', async () => {
		const answer = await tell(
			{ ...secrets.urlSecret, urlSecret: 'short' },
			{ query: '?secret=short' },
		);
		expect(answer.status).toBe(200);
	});
});

describe('A credential that is filled in', () => {
	test.each(methods)('A credential with a secret is green in its test: %s', async (method) => {
		expect(await testWebhookAuth(secrets[method])).toEqual({
			status: 'OK',
			message: 'The secret is set',
		});
	});

	test.each(methods)(
		'A credential with a secret lets the workflow be published: %s',
		async (method) => {
			const n8n = await n8nWithListener(secrets[method]);
			expect((await n8n.activate({ parameters: guarded() })).webhooks).toHaveLength(1);
		},
	);

	test('A missing credential keeps the workflow from being published, and no caller is let in', async () => {
		const n8n = await createN8n();
		await expect(n8n.activate({ parameters: guarded() })).rejects.toThrow();
		const answer = await n8n.webhook({ parameters: guarded(), request: { body: mo() } });
		expect(answer.status).toBe(500);
		expect(answer.workflowData).toBeUndefined();
	});

	test('Without authentication, the credential isn’t read', async () => {
		const n8n = await n8nWithListener(secrets.urlSecret);
		const answer = await n8n.webhook({ parameters: receiving(), request: { body: mo() } });
		expect(answer.status).toBe(200);
		expect(n8n.credentialReads).toBe(0);
	});
});

describe('A gateway that was given the URL', () => {
	const delivered = async (method: Method, urlOf: (url: string) => string, headers = {}) => {
		const { sandbox, n8n } = await setUp({ callbackRetryMs: [10] });
		n8n.credentials.attSmsWebhookAuthApi = secrets[method];
		const listener = await listen(n8n, guarded());
		sandbox.setListener(online, { message: listener.url });
		sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
		await sandbox.until(({ callbacks }) => (callbacks[0]?.attempts.length ?? 0) >= 2);
		expect(listener.executions).toEqual([]);

		sandbox.setListener(online, { message: urlOf(listener.url), headers });
		await sandbox.until(({ callbacks }) => callbacks[0]?.state === 'acknowledged');
		expect(listener.executions).toHaveLength(1);
		const statuses = sandbox.history.callbacks[0]?.attempts.map(({ http }) => http) ?? [];
		expect(new Set(statuses.slice(0, -1))).toEqual(new Set([401]));
		expect(statuses.at(-1)).toBe(200);
	};

	test('The gateway is let in once its URL has the secret', async () => {
		await delivered('urlSecret', (url) => `${url}?secret=k9Tz4mQw7sLx2VbN`);
	});

	test('The gateway is let in once its URL has the user and the password', async () => {
		await delivered('basicAuth', (url) => url.replace('//', '//att:gH3jK6lZ1xC4vB8n@'));
	});

	test('The gateway is let in once a proxy adds the header', async () => {
		await delivered('header', (url) => url, { 'x-proxy-secret': 'rT5yU8iO2pA6sD9f' });
	});
});
