import { closeAll, credentials, fetchUrl, startClient } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

afterEach(closeAll);

const mobile = '+12065550100';
const outbox = '/rest/sms/2/messaging/outbox';
const oneApi = '/2/smsmessaging';

/** One path of each operation, provider and version. */
const paths = [
	outbox,
	`${outbox}/SMS1`,
	'/rest/sms/2/messaging/inbox?RegistrationID=22627000',
	'/sms/v3/messaging/outbox',
	'/sms/v3/messaging/outbox/SMS1',
	'/sms/v3/messaging/inbox/22627000',
	`${oneApi}/outbound/22627000/requests`,
	`${oneApi}/outbound/requests/22627000/SMS1/deliveryInfos`,
	`${oneApi}/inbound/registrations/22627000/messages`,
];

/** An answer of each path, asked with an Authorization header or without. */
const answers = async (url: string, authorization?: string) =>
	await Promise.all(
		paths.map(async (path) => {
			const isSend = /outbox$|requests$/.test(path);
			const headers = authorization === undefined ? undefined : { authorization };
			return await fetchUrl(url + path, { headers, ...(isSend && { json: {} }) });
		}),
	);

const codeOf = (json: any): string => {
	const { RequestError, requestError = RequestError } = json;
	const [{ MessageId, messageId = MessageId }] = Object.values(requestError) as any[];
	return messageId;
};

describe('OAuth', () => {
	test('All API requests sent to the API Gateway must include an OAuth access token.', async () => {
		const { sandbox } = await startClient();
		for (const { http } of await answers(sandbox.url)) expect(http).toBe(400);
		expect(sandbox.history.rejected).toHaveLength(paths.length);
	});

	test('"SMS" for the Get SMS method, the Get SMS Delivery Status method, the Receive SMS callback, and the Send SMS method.', async () => {
		const listener = await startListener();
		const { sandbox } = await startClient();
		const { accessToken } = sandbox.grantToken({ scope: 'MMS' });
		for (const { http, json } of await answers(sandbox.url, `Bearer ${accessToken}`)) {
			expect([http, codeOf(json)]).toEqual([403, 'POL0001']);
		}
		// A callback goes to the app’s listener, which AT&T needs no token for.
		sandbox.setListener('22627012', { message: listener.url });
		sandbox.text({ from: mobile, to: '22627012', message: 'Hello' });
		await sandbox.idle();
		expect(listener.received[0]?.headers).not.toHaveProperty('authorization');
		await listener.close();
	});

	test('A successful response from the API Gateway contains an OAuth access token, the expiration period, and an OAuth refresh token as displayed in the following example.', async () => {
		const { token } = await startClient();
		const grant = { ...credentials, grant_type: 'client_credentials', scope: 'SMS' };
		expect((await token(grant)).json).toEqual({
			access_token: expect.stringMatching(/^\w+$/),
			token_type: 'bearer',
			expires_in: 172_800,
			refresh_token: expect.stringMatching(/^\w+$/),
		});
	});

	test('The acceptable format for this parameter is the word "Bearer" followed by a space ( ) and an OAuth access token.', async () => {
		const { sandbox } = await startClient();
		const { accessToken } = sandbox.grantToken();
		const path = '/sms/v3/messaging/inbox/22627000';
		const httpOf = async (authorization: string) =>
			(await fetchUrl(sandbox.url + path, { headers: { authorization } })).http;
		expect(await httpOf(`Bearer ${accessToken}`)).toBe(200);
		for (const other of [accessToken, `Basic ${accessToken}`, `Bearer${accessToken}`, 'Bearer']) {
			expect([other, await httpOf(other)]).toEqual([other, 401]);
		}
	});

	test('If this parameter value is missing from the header, then the API Gateway returns a message with an HTTP Status Code of 400 Invalid Request.', async () => {
		const { sandbox } = await startClient();
		for (const { http, json } of await answers(sandbox.url)) {
			expect([http, codeOf(json)]).toEqual([400, 'POL0001']);
		}
	});

	test('If the OAuth access token is not valid, then the API Gateway returns an HTTP Status Code of 401 Unauthorized with a WWW-Authenticate HTTP header.', async () => {
		const { sandbox } = await startClient();
		for (const { http, headers, json } of await answers(sandbox.url, 'Bearer nonsense')) {
			expect([http, codeOf(json)]).toEqual([401, 'POL0001']);
			expect(headers['www-authenticate']).toMatch(/^Bearer /);
		}
	});
});

describe('Accept and Content-Type', () => {
	const statusPath = `${outbox}/SMS1`;

	test('The acceptable values for this parameter are: application/json, application/xml. The default value is application/json.', async () => {
		const { api } = await startClient();
		const typeFor = async (accept?: string) =>
			(await api(statusPath, { headers: { ...(accept && { accept }) } })).headers['content-type'];
		expect(await typeFor('application/json')).toBe('application/json');
		expect(await typeFor('application/xml')).toBe('application/xml');
		expect(await typeFor()).toBe('application/json');
	});

	test('For this method, this parameter specifies how the entity should be represented in case of an error.', async () => {
		const { api } = await startClient();
		const headers = { accept: 'application/xml' };
		expect((await api(statusPath, { headers })).text).toMatch(/^<RequestError>.*SVC0002/);
		const list = `${oneApi}/inbound/registrations/99999/messages`;
		expect((await api(list, { headers })).text).toMatch(/^<requestError>.*POL0002/);
		expect((await api(list)).json).toHaveProperty('requestError');
	});

	test('If there is no error, then the representation will match the form of the actual content.', async () => {
		const { api, sendV2 } = await startClient();
		const { json } = await sendV2(mobile);
		const xml = { headers: { accept: 'application/xml' } };
		expect((await api(`${outbox}/${json.Id}`, xml)).json).toHaveProperty('DeliveryInfoList');
		expect((await api(paths[2]!, xml)).json).toHaveProperty('InboundSmsMessageList');
		const answer = await api(`${oneApi}/inbound/registrations/22627000/messages`);
		expect(answer.headers['content-type']).toBe('application/xml');
	});

	test('Specifies the representation format of the request. The acceptable values for this parameter are: application/json, application/xml, application/x-www-form-urlencoded.', async () => {
		const { sandbox, api } = await startClient({ strictContentType: true });
		const bodies = {
			'application/json': JSON.stringify({ Address: mobile, Message: 'Hello' }),
			'application/xml': `<Sms><Address>${mobile}</Address><Message>Hello</Message></Sms>`,
			'application/x-www-form-urlencoded': 'Address=tel%3A%2B12065550100&Message=Hello',
		};
		for (const [type, text] of Object.entries(bodies)) {
			const answer = await api(outbox, { text, headers: { 'content-type': type } });
			expect([type, answer.http]).toEqual([type, 201]);
		}
		const text = bodies['application/json'];
		expect((await api(outbox, { text })).http).toBe(400);
		expect((await api(outbox, { text, headers: { 'content-type': 'text/plain' } })).http).toBe(400);
		const { accepted } = sandbox.history;
		expect(accepted).toHaveLength(3);
		expect(new Set(accepted.map(({ addresses }) => addresses[0]))).toEqual(new Set([mobile]));
	});
});
