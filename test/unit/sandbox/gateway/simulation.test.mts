import { magicNumbers } from '../../../../sandbox/gateway/magicNumbers.mts';
import { closeAll, credentials, fetchUrl, startClient } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

afterEach(closeAll);

const from = '+12065550100';
const minute = 60_000;
const outbox = '/rest/sms/2/messaging/outbox';
const notify = { NotifyDeliveryStatus: true };

describe('Magic numbers', () => {
	test('The magic number that is off the network is rejected with SVC0004', async () => {
		const { sendV2 } = await startClient();
		const { http, text } = await sendV2('+15005550001');
		expect([http, text]).toEqual([400, expect.stringContaining('SVC0004')]);
	});

	test.each([
		['+15005550002', ['DeliveryImpossible']],
		['+15005550003', ['DeliveredToNetwork', 72 * 60, 'DeliveryImpossible']],
		['+15005550004', ['DeliveredToNetwork', 10, 'DeliveredToTerminal']],
		['+15005550005', ['DeliveryUncertain', 1, 'DeliveredToTerminal']],
	])('The magic number %s has its statuses in order: %j', async (number, expected) => {
		const { sandbox, api, sendV2 } = await startClient({ now: () => 0, accessTokenSeconds: 0 });
		const { Id } = (await sendV2(number)).json;
		for (const each of expected) {
			if (typeof each === 'number') sandbox.advance(each * minute);
			else {
				const { DeliveryInfoList: list } = (await api(`${outbox}/${Id}`)).json;
				expect(list.DeliveryInfo[0].DeliveryStatus).toBe(each);
			}
		}
	});

	test.each(Object.entries(magicNumbers).filter(([, { steps }]) => steps))(
		'The magic number %s notifies of each of its steps, in order',
		async (number, { steps = [] }) => {
			const listener = await startListener();
			const { sandbox, sendV2 } = await startClient({ now: () => 0 });
			sandbox.setListener('22627000', { deliveryStatus: listener.url });
			await sendV2(number, 'Hello', notify);
			for (const { afterMs } of steps) {
				sandbox.advance(Math.max(afterMs - sandbox.now(), 0));
				await sandbox.idle();
			}
			const statuses = listener.received.map(
				({ body }) => JSON.parse(body).deliveryInfoNotification.deliveryInfo.deliveryStatus,
			);
			const expected = steps
				.filter((step) => step.notify !== undefined || /Terminal|Impossible/.test(step.status))
				.map(({ status }) => status);
			expect(statuses).toEqual(expected);
			await listener.close();
		},
	);

	test('A timeline replaces the steps of a number', async () => {
		const { sandbox, sendV2 } = await startClient({ now: () => 0 });
		sandbox.setTimeline(from, [
			{ afterMs: minute, status: 'MessageWaiting' },
			{ afterMs: 2 * minute, status: 'DeliveryImpossible' },
		]);
		await sendV2(from);
		const status = () => sandbox.history.accepted[0]?.deliveries[0]?.status;
		expect(status()).toBe('DeliveredToNetwork');
		sandbox.advance(minute);
		expect(status()).toBe('MessageWaiting');
		sandbox.advance(minute);
		expect(status()).toBe('DeliveryImpossible');
	});
});

describe('Recipients', () => {
	test.each([
		'+18005550100',
		'+18885550100',
		'+19005550100',
		'+12115550100',
		'+12995550100',
		'+11235550100',
	])('The recipient %s, whom AT&T doesn’t reach, is rejected with SVC0004', async (number) => {
		const { sandbox, sendV2 } = await startClient();
		expect((await sendV2([from, number])).text).toContain('SVC0004');
		sandbox.configure({ partlyBadList: 'accept' });
		expect((await sendV2([from, number])).http).toBe(201);
		expect(sandbox.history.accepted[0]?.addresses).toEqual([from]);
		expect((await sendV2([number])).text).toContain('SVC0004');
		sandbox.configure({ checkReachable: false });
		expect((await sendV2([number])).http).toBe(201);
	});
});

describe('Apps', () => {
	test('Apps can be added, suspended and removed at run time', async () => {
		const { sandbox } = await startClient();
		const app = {
			appKey: 'b',
			appSecret: 'b',
			shortCodes: [{ shortCode: '33333', mode: 'offline' as const }],
		};
		sandbox.addApp(app);
		const token = () =>
			fetchUrl(`${sandbox.url}/oauth/v4/token`, {
				form: { client_id: 'b', client_secret: 'b', grant_type: 'client_credentials' },
			});
		const { access_token: held } = (await token()).json;
		const inbox = async () =>
			(
				await fetchUrl(`${sandbox.url}/sms/v3/messaging/inbox/33333`, {
					headers: { authorization: `Bearer ${held}` },
				})
			).http;
		expect(await inbox()).toBe(200);
		sandbox.suspendApp('b', true);
		expect([await inbox(), (await token()).json.error]).toEqual([403, 'unauthorized_client']);
		sandbox.suspendApp('b', false);
		sandbox.revokeToken(held);
		expect(await inbox()).toBe(401);
		sandbox.removeApp('b');
		expect((await token()).json.error).toBe('invalid_client');
		sandbox.addShortCode('sandbox-app-key', { shortCode: '33333', mode: 'online' });
		sandbox.text({ from, to: '33333', message: 'Hello' });
		sandbox.removeShortCode('33333');
		expect(() => sandbox.text({ from, to: '33333', message: 'Hello' })).toThrow(RangeError);
	});

	test('An app has a rate limit and a daily quota of its own, checked after the token', async () => {
		const { sandbox, sendV2, api } = await startClient({ dailyQuota: 1, now: () => 0 });
		expect((await api(outbox, { json: {}, headers: { authorization: 'Bearer x' } })).http).toBe(
			401,
		);
		expect((await sendV2(from)).http).toBe(201);
		const rejected = await sendV2(from);
		expect(rejected.http).toBe(403);
		expect(rejected.text).toContain('exceeding quota level per day');
		sandbox.advance(24 * 60 * minute);
		expect((await sendV2(from)).http).toBe(201);
	});

	test('Errors have the texts and variables that were set', async () => {
		const { sendV2 } = await startClient({
			errorTexts: { noValidAddress: { text: 'None of %1 is ours', variables: ['all'] } },
		});
		expect((await sendV2('x')).json.RequestError.ServiceException).toEqual({
			MessageId: 'SVC0004',
			Text: 'None of %1 is ours',
			Variables: 'all',
		});
	});

	test('An app whose tokens never expire gets expires_in 0', async () => {
		const { sandbox, token } = await startClient({ accessTokenSeconds: 0, tokenForm: 'acsi' });
		const { json } = await token({ ...credentials, grant_type: 'client_credentials' });
		expect(json).toMatchObject({
			expires_in: 0,
			access_token: expect.stringMatching(/^BF-ACSI~5~/),
		});
		sandbox.advance(1000 * 24 * 60 * minute);
		const headers = { authorization: `Bearer ${json.access_token}` };
		const answer = await fetchUrl(`${sandbox.url}/sms/v3/messaging/inbox/22627000`, { headers });
		expect(answer.http).toBe(200);
	});
});

describe('The inbox of a short code', () => {
	test('The inbox is at the path that AT&T’s page prints', async () => {
		const { api } = await startClient();
		const path = '/2/messaging/inbox/smsmessaging/inbound/registrations/22627000/messages';
		expect((await api(path)).http).toBe(200);
	});

	test('A short code goes online with a listener, or rejects it, as set', async () => {
		const { sandbox, inboxV2 } = await startClient();
		sandbox.setListener('22627000', { message: 'http://127.0.0.1:9/' });
		expect((await inboxV2()).http).toBe(400);
		sandbox.setListener('22627000', {});
		expect((await inboxV2()).http).toBe(200);
		sandbox.configure({ offlineListener: 'reject', requireHttpsListeners: true });
		expect(() => sandbox.setListener('22627000', { message: 'https://127.0.0.1:9/' })).toThrow(
			TypeError,
		);
		expect(() => sandbox.setListener('22627012', { message: 'http://127.0.0.1:9/' })).toThrow(
			TypeError,
		);
	});
});

describe('OneAPI', () => {
	const path = '/2/smsmessaging/outbound/22627000/requests';
	const request = (more = {}) => ({
		outboundSMSMessageRequest: {
			address: [from],
			outboundSMSTextMessage: { message: 'Hello' },
			...more,
		},
	});

	test('A sender in the body that differs from the one in the path is rejected', async () => {
		const { api } = await startClient();
		const answer = await api(path, { json: request({ senderAddress: '22627012' }) });
		expect([answer.http, answer.text]).toEqual([400, expect.stringContaining('senderAddress')]);
		expect((await api(path, { json: request({ senderAddress: 'short:22627000' }) })).http).toBe(
			201,
		);
	});

	test('POL0003 names the part `address`', async () => {
		const { api } = await startClient();
		const answer = await api(path, {
			json: request({ address: Array.from({ length: 51 }, () => from) }),
		});
		expect(answer.json.requestError.policyException).toMatchObject({
			messageId: 'POL0003',
			variables: 'address',
		});
	});
});
