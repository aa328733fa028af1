import { credentialHash } from '../../nodes/shared/client/credentialHash.ts';
import { createN8n } from '../support/n8nContexts.mts';
import { credentialFor, items, openSandbox, sending, setUp } from './support.mts';
import {
	accepted,
	issued,
	policyError,
	startScriptedGateway,
	type Scripted,
} from './support/scriptedGateway.mts';

const fiftyTexts = items(...Array.from({ length: 50 }, (_, n) => ({ text: `Text ${n}` })));
const fiftyAtOnce = sending({ message: '={{ $json.text }}', options: { concurrency: 50 } });

test('Fifty requests that meet one expiry share one token request, though a new token revokes the old', async () => {
	let valid = 'none';
	let sent = 0;
	const { n8n, tokenRequests } = await startScriptedGateway({
		token(_, count) {
			valid = `token-${count}`;
			return { ...issued(valid, `refresh-${count}`), afterMs: 30 };
		},
		api({ token }, count) {
			// From 0 to 400 ms apart.
			const afterMs = (count * 8) % 400;
			if (token !== valid) return { http: 401, afterMs };
			sent++;
			return { ...accepted(`SMS${count}`), afterMs };
		},
	});
	await n8n.execute({ parameters: sending() });
	valid = 'expired';

	const output = await n8n.execute({ items: fiftyTexts, parameters: fiftyAtOnce });

	expect(output[0]).toHaveLength(50);
	expect(sent).toBe(51);
	expect(tokenRequests).toHaveLength(2);
});

test('A token that another process replaced is not handed out again, whatever the clocks say', async () => {
	const { sandbox, n8n } = await setUp();
	await n8n.execute({ parameters: sending() });
	const own = n8n.credential.accessToken;
	// Another process has stored a token of its own, by a clock that is behind; both expire.
	const { accessToken } = sandbox.grantToken();
	n8n.credential = { ...n8n.credential, accessToken, tokenIssuedAt: 1 };
	sandbox.expireTokens();

	await n8n.execute({ parameters: sending() });

	expect(sandbox.history.accepted).toHaveLength(2);
	expect(sandbox.history.tokenRequests).toHaveLength(2);
	expect([own, accessToken]).not.toContain(n8n.credential.accessToken);
});

test('A stored token without the scope is replaced by the App Secret, not by a refresh', async () => {
	const sandbox = await openSandbox({ grantedScope: 'IMMN' });
	const typed = credentialFor(sandbox);
	// What an earlier process has left: the scope was missing when the token was issued.
	const { accessToken } = sandbox.grantToken({ scope: 'IMMN' });
	const n8n = await createN8n({
		credential: {
			...typed,
			accessToken,
			refreshToken: 'refresh',
			tokenCredentialHash: credentialHash(typed),
		},
	});
	sandbox.configure({ grantedScope: null });

	await n8n.execute({ parameters: sending() });

	expect(sandbox.history.accepted).toHaveLength(1);
	expect(sandbox.history.tokenRequests.map(({ grantType }) => grantType)).toEqual([
		'client_credentials',
	]);
});

test('Once the app has the scope, the next run has it too', async () => {
	const { sandbox, n8n } = await setUp({ grantedScope: 'IMMN' });
	const { error } = await n8n.run({ parameters: sending({ options: { maxRetryTime: 0 } }) });
	expect(error?.message).toContain('POL0001');
	sandbox.configure({ grantedScope: null });

	await n8n.execute({ parameters: sending() });

	expect(sandbox.history.accepted).toHaveLength(1);
});

test('A run without the scope makes one token request, however many items it has', async () => {
	const { sandbox, n8n } = await setUp({ grantedScope: 'IMMN' });
	const run = () =>
		n8n.run({ items: fiftyTexts, parameters: fiftyAtOnce, onError: 'continueRegularOutput' });
	await run();
	expect(sandbox.history.tokenRequests).toHaveLength(1);
	await run();
	expect(sandbox.history.tokenRequests).toHaveLength(2);
});

test('The credential’s test turns green once the app has the scope', async () => {
	const { sandbox, n8n } = await setUp({ grantedScope: 'IMMN' });
	expect((await n8n.credentialTest()).status).toBe('Error');
	sandbox.configure({ grantedScope: null });
	expect(await n8n.credentialTest()).toMatchObject({ status: 'OK' });
});

test('A 403 that says that the token has expired brings a new token', async () => {
	const { n8n, requests, tokenRequests } = await startScriptedGateway({
		token: (_, count) => issued(`token-${count}`),
		api: ({ token }, count) =>
			token === 'token-0' && count > 0
				? { http: 403, body: policyError('The access token has expired') }
				: accepted(`SMS${count}`),
	});
	await n8n.execute({ parameters: sending() });
	await n8n.execute({ parameters: sending() });
	expect(requests.map(({ token }) => token)).toEqual(['token-0', 'token-0', 'token-1']);
	expect(tokenRequests).toHaveLength(2);
});

test('A token request that is answered 201 brings a token', async () => {
	const { n8n, requests } = await startScriptedGateway({
		token: () => ({ ...issued('token'), http: 201 }),
		api: () => accepted('SMS1'),
	});
	await n8n.execute({ parameters: sending() });
	expect(requests.map(({ token }) => token)).toEqual(['token']);
});

test.each([
	['App Key', 'appKey'],
	['App Secret', 'appSecret'],
	['scope', 'scope'],
])('Blanks and line breaks around the %s are ignored', async (_, name) => {
	const { sandbox, n8n } = await setUp();
	n8n.credential = { ...n8n.credential, [name]: ` ${String(n8n.credential[name])}\n` };
	expect((await n8n.credentialTest()).status).toBe('OK');
	await n8n.execute({ parameters: sending() });
	expect(sandbox.history.accepted).toHaveLength(1);
});

test.each<[string, Scripted]>([
	['a 403', { http: 403, body: { error: 'invalid_token' } }],
	[
		'a 403 whose header says so',
		{ http: 403, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } },
	],
	['a 200', { http: 200, body: policyError('The access token has expired') }],
])(
	'A token that %s calls expired is replaced, and the request sent once more',
	async (_, expired) => {
		const { n8n, requests, tokenRequests } = await startScriptedGateway({
			token: (__, count) => issued(`token-${count}`),
			api: ({ token }) => (token === 'token-0' ? expired : accepted('SMS1')),
		});
		await n8n.execute({ parameters: sending() });
		expect(requests.map(({ token }) => token)).toEqual(['token-0', 'token-1']);
		expect(tokenRequests).toHaveLength(2);
	},
);

test('A token without the scope is replaced after a 200 that says so', async () => {
	let scope = 'none';
	const { n8n, requests } = await startScriptedGateway({
		token: (_, count) => issued(`token-${count}-${scope}`, 'refresh'),
		api: ({ token }) =>
			token.endsWith('SMS')
				? accepted('SMS1')
				: { http: 200, body: policyError('The token lacks the scope') },
	});
	const parameters = sending({ options: { maxRetryTime: 0 } });
	const { error } = await n8n.run({ parameters });
	expect(error?.context).toMatchObject({ data: { kind: 'rejected', maybeSent: false } });
	scope = 'SMS';
	await n8n.execute({ parameters });
	expect(requests.at(-1)?.token).toMatch(/SMS$/);
});

test('A token response that is a page is quoted in the error, without tokens', async () => {
	const { n8n } = await startScriptedGateway({
		token: () => ({ http: 200, body: '<html>Denied #18.2d35 access_token=abc</html>' }),
		api: () => accepted('SMS1'),
	});
	const { error } = await n8n.run({ parameters: sending({ options: { maxRetryTime: 0 } }) });
	expect(error?.message).toContain('Denied #18.2d35 access_token=•••');
	expect(error?.context).toMatchObject({ data: { kind: 'tokenUnavailable', maybeSent: false } });
});

test.each<[string, object]>([
	['an OAuth error', { error: 'invalid_client', error_description: 'No such app' }],
	[
		'a RequestError',
		{ RequestError: { ServiceException: { MessageId: 'SVC0002', Text: 'No such app' } } },
	],
])('A token response of 200 that holds %s ends the send at once, in its words', async (_, body) => {
	const { n8n, tokenRequests } = await startScriptedGateway({
		token: () => ({ http: 200, body }),
		api: () => accepted('SMS1'),
	});
	const { error } = await n8n.run({ parameters: sending() });
	expect(error?.message).toContain('No such app');
	expect(error?.context).toMatchObject({ data: { kind: 'tokenRejected', maybeSent: false } });
	expect(tokenRequests).toHaveLength(1);
});
