import { freePort } from '../../scripts/lib/ports.mts';
import type { Sandbox } from '../../sandbox/types.mts';
import type { N8n } from '../support/n8nContexts.mts';
import { createN8n } from '../support/n8nContexts.mts';
import {
	asked,
	credentialFor,
	items,
	jsonOf,
	mobile,
	newApp,
	openSandbox,
	sending,
	setUp,
} from './support.mts';

const statusPath = {
	'2': 'GET /rest/sms/2/messaging/outbox/',
	'3': 'GET /sms/v3/messaging/outbox/',
};

/** A URL at which nobody listens. */
const silentUrl = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

describe('The test in the editor', () => {
	test.each(['2', '3'] as const)(
		'The test of a right credential is green in version %s',
		async (version) => {
			const { sandbox, n8n } = await setUp({}, { apiVersion: version });

			expect(await n8n.credentialTest()).toEqual({
				status: 'OK',
				message: 'Connection successful!',
			});
			// Not the token alone, but that it opens the SMS API.
			expect(asked(sandbox, 'status')).toEqual([expect.stringContaining(statusPath[version])]);
			expect(sandbox.history.inboxReads).toEqual([]);
			expect(sandbox.history.accepted).toEqual([]);
		},
	);

	test('The base URL may end with a slash', async () => {
		const { sandbox, n8n } = await setUp();
		const result = await n8n.credentialTest({ baseUrl: ` ${sandbox.url}/ ` });
		expect(result.status).toBe('OK');
	});

	test.each([
		['App Secret', { appSecret: 'wrong' }],
		['App Key', { appKey: 'wrong' }],
	])('The test shows AT&T’s own text for a wrong %s', async (_, typed) => {
		const { n8n } = await setUp();
		const { status, message } = await n8n.credentialTest(typed);
		expect(status).toBe('Error');
		expect(message).toContain('invalid_client');
		expect(message).toContain('The client_id or the client_secret is wrong');
		expect(message).toContain('Check the App Key and App Secret');
	});

	test('The test of a wrong secret is red though a token of the right one is stored', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending() });
		expect(n8n.credential.accessToken).not.toBe('');

		const { status, message } = await n8n.credentialTest({ appSecret: 'wrong' });

		expect(status).toBe('Error');
		expect(message).toContain('invalid_client');
		// The right token is still there for workflows that run meanwhile.
		await n8n.execute({ parameters: sending() });
		expect(sandbox.history.accepted).toHaveLength(2);
	});

	test('The test is green again once the secret is corrected', async () => {
		const { n8n } = await setUp();
		expect((await n8n.credentialTest({ appSecret: 'wrong' })).status).toBe('Error');
		expect((await n8n.credentialTest()).status).toBe('OK');
	});

	test('The test names a base URL at which nobody answers', async () => {
		const { n8n } = await setUp();
		const baseUrl = await silentUrl();
		const { status, message } = await n8n.credentialTest({ baseUrl });
		expect(status).toBe('Error');
		expect(message).toContain('Could not connect to AT&T');
		expect(message).toContain(baseUrl);
		expect(message).toContain('Check the base URL in the credential');
	});

	test.each([
		['http://api.att.com', 'must begin with https://'],
		['http://192.0.2.1', 'must begin with https://'],
		['api.att.com', 'is not a URL'],
		['', 'is not a URL'],
		['https://user:password@api.att.com', 'must have only a scheme, a host and optionally a path'],
	])('The test rejects the base URL “%s”, and sends it nothing', async (baseUrl, words) => {
		const { sandbox, n8n } = await setUp();
		const { status, message } = await n8n.credentialTest({ baseUrl });
		expect(status).toBe('Error');
		expect(message).toContain(words);
		expect(sandbox.history.tokenRequests).toEqual([]);
	});

	test('The test of a token without the scope SMS is red, in AT&T’s words', async () => {
		const { n8n } = await setUp({ grantedScope: 'IMMN' });
		const { status, message } = await n8n.credentialTest();
		expect(status).toBe('Error');
		expect(message).toContain('POL0001');
		expect(message).toContain('scope SMS');
	});

	test.each(['documented', 'other'] as const)(
		'The test finds that a scope is missing whatever the letter case of the names: %s',
		async (nameCase) => {
			const { n8n } = await setUp({ grantedScope: 'IMMN', nameCase });
			expect((await n8n.credentialTest()).status).toBe('Error');
		},
	);

	test('The test of a scope that the app may not have is red, in AT&T’s words', async () => {
		const { n8n } = await setUp();
		const { status, message } = await n8n.credentialTest({ scope: 'IMMN' });
		expect(status).toBe('Error');
		expect(message).toContain('invalid_scope: The app has no right to the scope');
	});

	test.each([
		'html',
		'empty',
		'truncatedJson',
		'500',
		'503',
		'redirect',
		'connectionResetAfter',
	] as const)('The test is red if the token request meets %s', async (kind) => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'token', kind, times: Infinity });
		const { status, message } = await n8n.credentialTest();
		expect(status).toBe('Error');
		expect(message).toMatch(/AT&T/);
		expect(sandbox.history.redirected).toEqual([]);
	});

	test.each(['unauthorized', '500', '503', 'connectionResetAfter'] as const)(
		'The test is red if the SMS API itself meets %s',
		async (kind) => {
			const { sandbox, n8n } = await setUp();
			sandbox.fault({ on: 'status', kind, times: Infinity });
			expect((await n8n.credentialTest()).status).toBe('Error');
		},
	);
});

describe('The token', () => {
	test('The token is requested once, with the client-credentials grant, and kept', async () => {
		const { sandbox, n8n } = await setUp();
		for (const message of ['one', 'two', 'three']) {
			await n8n.execute({ parameters: sending({ message }) });
		}
		await n8n.poll({ parameters: { shortCode: '22627000' } });

		expect(sandbox.history.tokenRequests).toEqual([
			expect.objectContaining({
				path: '/oauth/v4/token',
				grantType: 'client_credentials',
				clientId: sandbox.apps[0]?.appKey,
				scope: 'SMS',
				outcome: 'issued',
			}),
		]);
		expect(n8n.credential.accessToken).toMatch(/^[0-9a-f]{32}$/);
	});

	test('A stored token serves another n8n with the same database', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending() });
		const other = await createN8n({ credential: n8n.credential });
		await other.execute({ parameters: sending() });
		expect(sandbox.history.accepted).toHaveLength(2);
		expect(sandbox.history.tokenRequests).toHaveLength(1);
	});

	test.each(['2', '3'])('The token opens version %s', async (apiVersion) => {
		const { sandbox, n8n } = await setUp({}, { apiVersion });
		await n8n.execute({ parameters: sending() });
		expect(sandbox.history.accepted.map(({ dialect }) => dialect)).toEqual([`attV${apiVersion}`]);
	});

	const texts = Array.from({ length: 20 }, (_, n) => ({ text: `Text ${n}` }));

	/** Twenty messages of one run, none waiting for another. */
	const twentyRequests = async (n8n: N8n) =>
		await n8n.execute({
			items: items(...texts),
			parameters: sending({ message: '={{ $json.text }}', options: { concurrency: 20 } }),
		});

	/** Twenty workflows at once. */
	const twentyRuns = async (n8n: N8n) =>
		await Promise.all(
			texts.map(async ({ text }) => await n8n.execute({ parameters: sending({ message: text }) })),
		);

	// Answers are held back, so that all twenty are in flight before the first one is answered.
	const latencyMs = 50;

	describe.each([
		['requests of a run', twentyRequests],
		['runs', twentyRuns],
	])('Twenty %s that start together', (_, start) => {
		test('Without a token, all twenty share one token request', async () => {
			const { sandbox, n8n } = await setUp({ latencyMs });
			await start(n8n);
			expect(sandbox.history.accepted).toHaveLength(20);
			expect(sandbox.history.tokenRequests).toHaveLength(1);
		});

		test('With an expired token, all twenty share one token request', async () => {
			const { sandbox, n8n } = await setUp({ latencyMs });
			await n8n.execute({ parameters: sending({ message: 'First' }) });
			sandbox.expireTokens();
			await start(n8n);
			expect(sandbox.history.accepted).toHaveLength(21);
			expect(sandbox.history.tokenRequests).toHaveLength(2);
		});
	});

	test('A 401 brings a new token, and the request is repeated once', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending({ message: 'before' }) });
		const { accessToken } = n8n.credential;
		sandbox.expireTokens();

		await n8n.execute({ parameters: sending({ message: 'after' }) });

		expect(sandbox.history.rejected.map(({ http }) => http)).toEqual([401]);
		expect(sandbox.history.accepted.map(({ message }) => message)).toEqual(['before', 'after']);
		expect(asked(sandbox, 'send')).toHaveLength(3);
		expect(n8n.credential.accessToken).not.toBe(accessToken);
	});

	test('Tokens aren’t requested endlessly if AT&T rejects each new one', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: 'unauthorized', times: Infinity });
		const { error } = await n8n.run({ parameters: sending() });
		expect(error?.message).toContain('AT&T rejected the access token, and a new one too');
		expect(error?.message).toContain('the access token is invalid or has expired');
		expect(asked(sandbox, 'send')).toHaveLength(2);
		expect(sandbox.history.tokenRequests.length).toBeLessThanOrEqual(2);
	});

	const grants = ({ history }: Sandbox) =>
		history.tokenRequests.map(({ grantType, outcome }) => `${grantType}: ${outcome}`);

	test('The token is refreshed while the refresh token holds', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending() });
		sandbox.expireTokens();
		await n8n.execute({ parameters: sending() });
		expect(grants(sandbox)).toEqual(['client_credentials: issued', 'refresh_token: issued']);
	});

	test('The token is refreshed again and again if each refresh replaces the refresh token', async () => {
		const { sandbox, n8n } = await setUp({ rotateRefreshTokens: true });
		await n8n.execute({ parameters: sending() });
		for (let round = 0; round < 2; round++) {
			sandbox.expireTokens();
			await n8n.execute({ parameters: sending() });
		}
		expect(grants(sandbox)).toEqual([
			'client_credentials: issued',
			'refresh_token: issued',
			'refresh_token: issued',
		]);
	});

	test('The App Secret gets a new token if the refresh token was revoked', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending() });
		sandbox.revokeTokens();
		await n8n.execute({ parameters: sending() });
		expect(grants(sandbox)).toEqual([
			'client_credentials: issued',
			'refresh_token: invalid_grant',
			'client_credentials: issued',
		]);
		expect(sandbox.history.accepted).toHaveLength(2);
	});

	test('The App Secret gets a new token if the refresh token has expired', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending() });
		sandbox.advance(7_776_000_000);
		await n8n.execute({ parameters: sending() });
		expect(grants(sandbox).at(-1)).toBe('client_credentials: issued');
		expect(sandbox.history.accepted).toHaveLength(2);
	});

	test('The App Secret gets a new token if AT&T gives no refresh token', async () => {
		const { sandbox, n8n } = await setUp({ issueRefreshTokens: false });
		await n8n.execute({ parameters: sending() });
		sandbox.expireTokens();
		await n8n.execute({ parameters: sending() });
		expect(grants(sandbox)).toEqual(['client_credentials: issued', 'client_credentials: issued']);
	});

	test('The token of one App Key isn’t used for another', async () => {
		const first = newApp();
		const second = { ...newApp(), shortCodes: [{ shortCode: '33333', mode: 'offline' as const }] };
		const sandbox = await openSandbox({ apps: [first, second] });
		const n8n = await createN8n({ credential: credentialFor(sandbox) });
		await n8n.execute({ parameters: sending() });
		n8n.credential = { ...n8n.credential, appKey: second.appKey };

		await n8n.execute({ parameters: sending() });

		expect(sandbox.history.accepted.map(({ appKey }) => appKey)).toEqual([
			first.appKey,
			second.appKey,
		]);
		// Nor is the refresh token: it would be rejected.
		expect(grants(sandbox)).toEqual(['client_credentials: issued', 'client_credentials: issued']);
	});

	test('The token of one base URL isn’t sent to another', async () => {
		const { n8n } = await setUp();
		await n8n.execute({ parameters: sending() });
		const other = await openSandbox();
		// The other gateway would take the token, if it were sent.
		other.grantToken({ accessToken: String(n8n.credential.accessToken) });
		n8n.credential = { ...n8n.credential, ...credentialFor(other) };

		await n8n.execute({ parameters: sending() });

		expect(other.history.tokenRequests).toHaveLength(1);
		expect(other.history.accepted).toHaveLength(1);
	});

	test('A rejected token request is an error of the run, in AT&T’s words, and nothing is sent', async () => {
		const { sandbox, n8n } = await setUp({}, { appSecret: 'wrong' });
		const { error } = await n8n.run({ parameters: sending() });
		expect(error?.message).toContain('AT&T rejected the token request: invalid_client');
		expect(error?.description).toContain('Nothing was sent.');
		expect(asked(sandbox, 'send')).toEqual([]);
	});

	test('A rejected token request becomes an error item for each item if the run goes on', async () => {
		const { n8n } = await setUp({}, { appSecret: 'wrong' });
		const output = await n8n.execute({
			items: items({ to: mobile(1) }, { to: mobile(2) }),
			parameters: sending({ to: '={{ $json.to }}' }),
			onError: 'continueRegularOutput',
		});
		expect(jsonOf(output)).toEqual([
			{
				to: expect.any(String),
				status: 'failed',
				error: expect.objectContaining({ code: 'invalid_client', maybeSent: false }),
			},
			{
				to: expect.any(String),
				status: 'failed',
				error: expect.objectContaining({ code: 'invalid_client', maybeSent: false }),
			},
		]);
	});

	test('Neither the tokens nor the App Secret are in an error', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending() });
		const secrets = [n8n.credential.accessToken, n8n.credential.refreshToken, 'sandbox-app-secret'];
		for (const kind of ['500', 'scope', 'html', 'connectionResetAfter', 'redirect'] as const) {
			sandbox.fault({ on: 'send', kind });
			const { error } = await n8n.run({ parameters: sending({ options: { maxRetryTime: 0 } }) });
			expect(error).toBeDefined();
			const all = JSON.stringify(error, Object.getOwnPropertyNames(error));
			for (const secret of secrets) expect(all).not.toContain(String(secret));
		}
	});
});

describe('An API version that isn’t known', () => {
	test('The test of an unknown API version is red, and only the version is blamed', async () => {
		const { sandbox, n8n } = await setUp();
		const { status, message } = await n8n.credentialTest({ apiVersion: '9' });
		expect(status).toBe('Error');
		expect(message).toContain('The API version in the credential isn');
		expect(asked(sandbox, 'status')).toEqual([]);
	});

	test('With an unknown API version, nothing is sent', async () => {
		const { sandbox, n8n } = await setUp({}, { apiVersion: '9' });
		const { error } = await n8n.run({ parameters: sending() });
		expect(error?.message).toContain('The API version in the credential isn');
		expect(sandbox.history.wire).toEqual([]);
	});
});
