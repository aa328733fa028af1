import { closeAll, credentials, fetchUrl, startClient, type Reply } from '../support/client.mts';

afterEach(closeAll);

const inboxWith = (url: string, token: string) =>
	fetchUrl(`${url}/rest/sms/2/messaging/inbox?RegistrationID=22627000`, {
		headers: { authorization: `Bearer ${token}` },
	});

describe('Tokens', () => {
	test('A token is given for client credentials and opens the API until it expires', async () => {
		const { sandbox, token } = await startClient({ accessTokenSeconds: 60, now: () => 0 });
		const answer = await token({ ...credentials, grant_type: 'client_credentials', scope: 'SMS' });
		expect(answer.json).toMatchObject({ token_type: 'bearer', expires_in: 60 });
		const held: string = answer.json.access_token;
		expect((await inboxWith(sandbox.url, held)).http).toBe(200);

		sandbox.advance(59_999);
		expect((await inboxWith(sandbox.url, held)).http).toBe(200);
		sandbox.advance(1);
		const late = await inboxWith(sandbox.url, held);
		expect(late.http).toBe(401);
		expect(late.headers['www-authenticate']).toContain('Bearer');
		expect(late.json.RequestError.PolicyException.MessageId).toBe('POL0001');
	});

	test.each([
		['invalid_client', { client_id: 'a', client_secret: 'b', grant_type: 'client_credentials' }],
		['unsupported_grant_type', { ...credentials, grant_type: 'password' }],
		['invalid_scope', { ...credentials, grant_type: 'client_credentials', scope: 'MMS' }],
	])('Token requests are rejected as %s in any words and with any status', async (code, form) => {
		const { token } = await startClient({
			errorTexts: { [code]: { http: 403, code: 'no', text: 'Not %1', variables: ['you'] } },
		});
		expect(await token(form as Record<string, string>)).toMatchObject({
			http: 403,
			json: { error: 'no', error_description: 'Not you' },
		});
	});

	test('A token is refreshed in both forms, until the refresh token expires', async () => {
		const { sandbox, token } = await startClient({ refreshTokenSeconds: 600, now: () => 0 });
		const first = await token({ ...credentials, grant_type: 'client_credentials' });
		const refresh = { ...credentials, refresh_token: String(first.json.refresh_token) };
		for (const grantType of ['refresh_token', 'client_credentials']) {
			const answer = await token({ ...refresh, grant_type: grantType });
			expect(answer.http).toBe(200);
			expect((await inboxWith(sandbox.url, answer.json.access_token)).http).toBe(200);
		}
		sandbox.advance(600_000);
		const late = await token({ ...refresh, grant_type: 'refresh_token' });
		expect(late).toMatchObject({ http: 400, json: { error: 'invalid_grant' } });
		expect(
			sandbox.history.tokenRequests.map(({ outcome, clientSaw }) => [outcome, clientSaw]),
		).toEqual([
			['issued', 'answered'],
			['issued', 'answered'],
			['issued', 'answered'],
			['invalid_grant', 'answered'],
		]);
	});

	test('A token comes with a new refresh token if set so, and the old one is gone', async () => {
		const { token } = await startClient({ rotateRefreshTokens: true });
		const first = await token({ ...credentials, grant_type: 'client_credentials' });
		const refresh = { grant_type: 'refresh_token', refresh_token: first.json.refresh_token };
		const second = await token({ ...credentials, ...refresh });
		expect(second.json.refresh_token).not.toBe(first.json.refresh_token);
		expect((await token({ ...credentials, ...refresh })).json.error).toBe('invalid_grant');
	});

	test('All tokens can be expired or revoked at once', async () => {
		const { sandbox, token } = await startClient();
		const first = await token({ ...credentials, grant_type: 'client_credentials' });
		const refresh = { grant_type: 'refresh_token', refresh_token: first.json.refresh_token };
		sandbox.expireTokens();
		expect((await inboxWith(sandbox.url, first.json.access_token)).http).toBe(401);
		expect((await token({ ...credentials, ...refresh })).http).toBe(200);
		sandbox.revokeTokens();
		expect((await token({ ...credentials, ...refresh })).json.error).toBe('invalid_grant');
	});

	test('A token can lack the SMS scope', async () => {
		const { sandbox, token } = await startClient({ grantedScope: 'IMMN' });
		const answer = await token({ ...credentials, grant_type: 'client_credentials', scope: 'SMS' });
		expect(answer.json.scope).toBe('IMMN');
		const rejected = await inboxWith(sandbox.url, answer.json.access_token);
		expect(rejected.http).toBe(403);
		expect(rejected.json.RequestError.PolicyException).toMatchObject({
			MessageId: 'POL0001',
			Text: expect.stringContaining('scope'),
		});
	});

	test('Tokens are revoked as in RFC 7009: a refresh token takes its access tokens along', async () => {
		const { sandbox, token } = await startClient();
		const { json } = await token({ ...credentials, grant_type: 'client_credentials' });
		const revoke = (form: Record<string, string>) =>
			fetchUrl(`${sandbox.url}/oauth/v4/revoke`, { form });
		const hint = { token_type_hint: 'refresh_token' };
		expect((await revoke({ token: json.refresh_token, ...hint })).http).toBe(401);
		expect((await inboxWith(sandbox.url, json.access_token)).http).toBe(200);
		expect((await revoke({ ...credentials, token: json.refresh_token, ...hint })).http).toBe(200);
		expect((await inboxWith(sandbox.url, json.access_token)).http).toBe(401);
		expect((await revoke({ ...credentials, token: 'unheard-of' })).http).toBe(200);
	});

	test('A token is given for Basic authentication too', async () => {
		const { sandbox } = await startClient();
		const pair = Buffer.from('sandbox-app-key:sandbox-app-secret').toString('base64');
		const answer = await fetchUrl(`${sandbox.url}/oauth/v4/token`, {
			form: { grant_type: 'client_credentials', scope: 'SMS' },
			headers: { authorization: `Basic ${pair}` },
		});
		expect(answer.http).toBe(200);
	});

	test.each([
		['no grant type', { ...credentials }, 400, 'invalid_request'],
		['another grant', { ...credentials, grant_type: 'password' }, 400, 'unsupported_grant_type'],
		[
			'a wrong secret',
			{ ...credentials, client_secret: 'x', grant_type: 'client_credentials' },
			401,
			'invalid_client',
		],
		['no client', { grant_type: 'client_credentials' }, 401, 'invalid_client'],
		[
			'a scope of another API',
			{ ...credentials, grant_type: 'client_credentials', scope: 'MMS' },
			400,
			'invalid_scope',
		],
		['no refresh token', { ...credentials, grant_type: 'refresh_token' }, 400, 'invalid_request'],
	])(
		'A token request with %s is rejected',
		async (_, form: Record<string, string>, http, error) => {
			const { sandbox, token } = await startClient();
			const answer: Reply = await token(form);
			expect(answer.http).toBe(http);
			expect(answer.json).toEqual({ error, error_description: expect.any(String) });
			expect(sandbox.history.tokenRequests).toMatchObject([{ outcome: error }]);
			expect(sandbox.history.rejected).toMatchObject([{ operation: 'token', code: error }]);
		},
	);

	test('No token or secret is in the wire log', async () => {
		const { sandbox, token } = await startClient();
		const { json } = await token({ ...credentials, grant_type: 'client_credentials' });
		const refresh = { grant_type: 'refresh_token', refresh_token: String(json.refresh_token) };
		const second = await token({ ...credentials, ...refresh });
		await inboxWith(sandbox.url, second.json.access_token);
		await fetchUrl(`${sandbox.url}/rest/sms/2/messaging/inbox?access_token=${json.access_token}`);

		const log = JSON.stringify(sandbox.history.wire);
		const held = [json, second.json].flatMap((each) => [each.access_token, each.refresh_token]);
		for (const secret of ['sandbox-app-secret', ...held]) expect(log).not.toContain(secret);
		expect(sandbox.history.wire.map(({ operation, http }) => [operation, http])).toEqual([
			['token', 200],
			['token', 200],
			['inbox', 200],
			['inbox', 400],
		]);
	});
});
