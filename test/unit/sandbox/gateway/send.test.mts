import type { AppConfig } from '../../../../sandbox/types.mts';
import { mobiles } from '../../../support/mobile.mts';
import { closeAll, fetchUrl, startClient } from '../support/client.mts';

afterEach(closeAll);

const one = 'tel:+12065550100';

const sends = {
	attV2: {
		path: '/rest/sms/2/messaging/outbox',
		json: { Address: one, Message: 'Hello' },
		id: (json: any): string => json.Id,
		url: (json: any): string => json.ResourceReference.ResourceUrl,
	},
	attV3: {
		path: '/sms/v3/messaging/outbox',
		json: { outboundSMSRequest: { address: one, message: 'Hello' } },
		id: (json: any): string => json.outboundSMSResponse.messageId,
		url: (json: any): string => json.outboundSMSResponse.resourceReference.resourceURL,
	},
	oneApiV2: {
		path: '/2/smsmessaging/outbound/22627012/requests',
		json: {
			outboundSMSMessageRequest: {
				address: [one],
				senderAddress: '22627012',
				outboundSMSTextMessage: { message: 'Hello' },
			},
		},
		id: (json: any): string => json.resourceReference.resourceURL.split('/').pop(),
		url: (json: any): string => json.resourceReference.resourceURL,
	},
	oneApiV3: {
		path: '/3/smsmessaging/outbound/tel%3A22627012/requests',
		json: {
			outboundSMSMessageRequest: {
				address: [one],
				outboundSMSTextMessage: { message: 'Hello' },
			},
		},
		id: (json: any): string => json.resourceReference.resourceURL.split('/').pop(),
		url: (json: any): string => json.resourceReference.resourceURL,
	},
};

describe('A send', () => {
	test.each(Object.entries(sends))(
		'A send in %s is accepted',
		async (dialect, { path, json, id, url }) => {
			const { sandbox, api } = await startClient();
			const answer = await api(path, { json });
			expect(answer.http).toBe(201);
			expect(answer.headers['content-type']).toBe('application/json');
			expect(url(answer.json)).toBe(
				dialect.startsWith('oneApi')
					? `${sandbox.url}/${dialect.slice(-1)}/smsmessaging/outbound/22627012/requests/${id(answer.json)}`
					: `${sandbox.url}${path}/${id(answer.json)}`,
			);
			expect(sandbox.history.accepted).toMatchObject([
				{
					id: id(answer.json),
					dialect,
					addresses: ['+12065550100'],
					message: 'Hello',
					notify: false,
					senderAddress: dialect.startsWith('oneApi') ? '22627012' : '22627000',
				},
			]);
		},
	);

	test.each([
		['tel:+12065550100', '+12065550100'],
		['tel:12065550100', '+12065550100'],
		['tel:2065550100', '+12065550100'],
		['+12065550100', '+12065550100'],
		['2065550100', '+12065550100'],
		['tel%3A%2B12065550100', '+12065550100'],
		['short:22627000', 'short:22627000'],
	])('The address %s is understood', async (address, understood) => {
		const { sandbox, sendV2 } = await startClient();
		expect((await sendV2([address])).http).toBe(201);
		expect(sandbox.history.accepted[0]?.addresses).toEqual([understood]);
	});

	const fiftyOne = mobiles(51).map((number) => `tel:${number}`);

	test.each([
		['no address', undefined, 'Hello', {}, 400, 'SVC0004', 'Address'],
		['an empty list', [], 'Hello', {}, 400, 'SVC0004', 'Address'],
		['nothing but bad addresses', ['tel:123', 'x'], 'Hello', {}, 400, 'SVC0004', 'Address'],
		['a foreign number', ['tel:+442071234567'], 'Hello', {}, 400, 'SVC0004', 'Address'],
		['one bad address', [one, 'tel:123'], 'Hello', {}, 400, 'SVC0004', 'Address'],
		['51 addresses', fiftyOne, 'Hello', {}, 400, 'POL0003', 'Address'],
		['an empty message', one, '', {}, 400, 'SVC0002', 'Message'],
		['no message', one, null, {}, 400, 'SVC0002', 'Message'],
		['4097 one-byte characters', one, 'x'.repeat(4097), {}, 400, 'SVC0002', 'Message'],
		['2049 two-byte characters', one, 'я'.repeat(2049), {}, 400, 'SVC0002', 'Message'],
		[
			'a notification that isn’t a boolean',
			one,
			'Hello',
			{ NotifyDeliveryStatus: 'maybe' },
			400,
			'SVC0002',
			'NotifyDeliveryStatus',
		],
	])('A send with %s is rejected', async (_, address, message, more, http, code, part) => {
		const { sandbox, sendV2 } = await startClient();
		const answer = await sendV2(address, message, more);
		expect(answer.http).toBe(http);
		const [exception] = Object.values(answer.json.RequestError) as Array<Record<string, string>>;
		expect(exception).toMatchObject({ MessageId: code, Variables: part });
		expect(sandbox.history.accepted).toEqual([]);
		expect(sandbox.history.rejected).toMatchObject([{ operation: 'send', dialect: 'attV2', code }]);
	});

	test('A send without a header, with a bad token, or as bad JSON is rejected', async () => {
		const { sandbox, api } = await startClient();
		const path = '/sms/v3/messaging/outbox';
		const missing = await fetchUrl(sandbox.url + path, { json: {} });
		expect(missing.http).toBe(400);
		expect(missing.json.RequestError.PolicyException.MessageId).toBe('POL0001');
		const bad = await api(path, { json: {}, headers: { authorization: 'Bearer nonsense' } });
		expect(bad.http).toBe(401);
		expect(bad.headers['www-authenticate']).toBeDefined();
		const malformed = await api(path, { text: '{"outboundSMSRequest": ' });
		expect(malformed.json.RequestError.ServiceException.MessageId).toBe('SVC0001');
		expect(sandbox.history.rejected.map(({ http, code }) => [http, code])).toEqual([
			[400, 'POL0001'],
			[401, 'POL0001'],
			[400, 'SVC0001'],
		]);
	});

	test('A send from a short code that isn’t the app’s own is rejected with the names of those that are', async () => {
		const { api } = await startClient();
		const answer = await api('/2/smsmessaging/outbound/99999999/requests', {
			json: sends.oneApiV2.json,
		});
		expect(answer.http).toBe(400);
		expect(answer.json).toEqual({
			requestError: {
				serviceException: {
					messageId: 'SVC0003',
					text: expect.any(String),
					variables: ['senderAddress', '22627000, 22627012'],
				},
			},
		});
	});

	test('A whole send is rejected for a bad number, which is named if set so', async () => {
		const { sandbox, sendV2 } = await startClient({
			badNumbers: ['+12065550113', { number: '2065550114', code: 'SVC0002' }],
		});
		const variables = async (bad: string) => {
			const { json } = await sendV2([one, bad]);
			return [
				json.RequestError.ServiceException.MessageId,
				json.RequestError.ServiceException.Variables,
			];
		};
		expect(await variables('tel:2065550113')).toEqual(['SVC0004', 'Address']);
		expect(await variables('tel:2065550114')).toEqual(['SVC0002', 'Address']);
		sandbox.configure({ badNumberVariable: 'number' });
		expect(await variables('tel:2065550113')).toEqual(['SVC0004', '+12065550113']);
		expect(sandbox.history.rejected[0]).toMatchObject({
			addresses: ['+12065550100', '+12065550113'],
			message: 'Hello',
		});
		expect((await sendV2(one)).http).toBe(201);
	});

	test('The response to a send with notification has its id or not, as set', async () => {
		const { sandbox, sendV2 } = await startClient();
		const notify = { NotifyDeliveryStatus: true };
		expect((await sendV2(one, 'Hello', notify)).json.Id).toBe(sandbox.history.accepted[0]?.id);
		sandbox.configure({ notifyResponseHasId: false });
		expect((await sendV2(one, 'Hello', notify)).json).toEqual({});
	});

	test('A send to a wrong path gets 405 or 404', async () => {
		const { api } = await startClient();
		const wrongMethod = await api('/rest/sms/2/messaging/inbox', { json: {} });
		expect([wrongMethod.http, wrongMethod.headers.allow]).toEqual([405, 'GET']);
		expect((await api('/rest/sms/4/messaging/outbox', { json: {} })).http).toBe(404);
	});
});

describe('Two apps', () => {
	const apps: AppConfig[] = [
		{ appKey: 'a', appSecret: 'a', shortCodes: [{ shortCode: '11111', mode: 'offline' }] },
		{ appKey: 'b', appSecret: 'b', shortCodes: [{ shortCode: '22222', mode: 'offline' }] },
	];

	test('Two apps see nothing of each other', async () => {
		const { sandbox, api, sendV2 } = await startClient({ apps });
		const { json } = await sendV2(one);
		const other = sandbox.grantToken({ appKey: 'b' });
		const headers = { authorization: `Bearer ${other.accessToken}` };
		const status = await api(`/rest/sms/2/messaging/outbox/${json.Id}`, { headers });
		const inbox = await api('/sms/v3/messaging/inbox/11111', { headers });
		for (const answer of [status, inbox]) {
			expect(answer.http).toBe(403);
			expect(answer.json.RequestError.PolicyException.MessageId).toBe('POL0002');
		}
	});
});
