import { credentialHash } from '../../nodes/shared/client/credentialHash.ts';
import { createN8n } from '../support/n8nContexts.mts';
import { credentialFor, items, openSandbox, sending, setUp } from './support.mts';
import { accepted, issued, policyError, startScriptedGateway } from './support/scriptedGateway.mts';

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
