import { mobiles } from '../../../support/mobile.mts';
import { closeAll, startClient } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

afterEach(closeAll);

const mobile = '+12065550100';
const hour = 3_600_000;
const outbox = '/rest/sms/2/messaging/outbox';

const addresses = (count: number) => mobiles(count).map((number) => `tel:${number}`);

describe('Considerations', () => {
	test('The character set encoding is controlled by use of the Content-Encoding parameter.', async () => {
		const { sandbox, api } = await startClient();
		const body = JSON.stringify({ Address: mobile, Message: 'Café £5' });
		for (const [name, text] of [
			['ISO-8859-1', Buffer.from(body, 'latin1')],
			['UTF-16LE', Buffer.from(body, 'utf16le')],
			['UTF-8', Buffer.from(body)],
		] as const) {
			const headers = { 'content-type': 'application/json', 'content-encoding': name };
			expect((await api(outbox, { text, headers })).http).toBe(201);
		}
		const { accepted } = sandbox.history;
		expect(accepted.map(({ message }) => message)).toEqual(['Café £5', 'Café £5', 'Café £5']);
	});

	test('The supported character sets are GSM 7-bit, Latin1, and UCS2.', async () => {
		const { sandbox, sendV2 } = await startClient();
		for (const text of ['£5 @ 8 €', 'ça va', 'Привет']) await sendV2(mobile, text);
		const { accepted } = sandbox.history;
		expect(accepted.map(({ size }) => size.encoding)).toEqual(['GSM-7', 'Latin-1', 'UCS-2']);
	});

	test('Multiple byte character sets in message payloads are supported.', async () => {
		const { sandbox, sendV2 } = await startClient();
		expect((await sendV2(mobile, '你好 👋🏽 é')).http).toBe(201);
		expect(sandbox.history.accepted[0]?.message).toBe('你好 👋🏽 é');
	});

	test('Binary encoded content in an SMS message is not supported.', async () => {
		const { sandbox, api } = await startClient({ strictContentType: true });
		const text = Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x01]);
		for (const type of ['application/octet-stream', 'application/json']) {
			const answer = await api(outbox, { text, headers: { 'content-type': type } });
			expect([type, answer.http]).toEqual([type, 400]);
		}
		expect(sandbox.history.accepted).toEqual([]);
	});

	test('Any SMS message that is longer than 4096 1-byte characters is rejected.', async () => {
		const { sendV2 } = await startClient();
		for (const [character, most] of [
			['x', 4096],
			['é', 4096],
			// Two septets, and two bytes.
			['€', 2048],
			['я', 2048],
		] as const) {
			expect((await sendV2(mobile, character.repeat(most))).http).toBe(201);
			const { http, json } = await sendV2(mobile, character.repeat(most + 1));
			const { MessageId, Variables } = json.RequestError.ServiceException;
			expect([http, MessageId, Variables]).toEqual([400, 'SVC0002', 'Message']);
		}
	});

	test('The SMS API supports text messages to AT&T Wireless customers only.', async () => {
		const { sandbox, sendV2 } = await startClient();
		for (const other of ['tel:+442071234567', '+18005550100', '+19005550100', '+12115550100']) {
			const { http, json } = await sendV2(other);
			expect([other, http, json.RequestError.ServiceException.MessageId]).toEqual([
				...[other, 400, 'SVC0004'],
			]);
		}
		expect(sandbox.history.accepted).toEqual([]);
	});

	test('The SMS API does not support sending messages to users that are not on the AT&T Wireless network.', async () => {
		const { sendV2 } = await startClient();
		const { http, json } = await sendV2('+15005550001');
		expect([http, json.RequestError.ServiceException.MessageId]).toEqual([400, 'SVC0004']);
	});

	test('The network retries deliveries to the mobile users for up to 72 hours; after which time any undeliverable messages are deleted from the network.', async () => {
		const { sandbox, sendV2 } = await startClient({ now: () => 0 });
		await sendV2('+15005550003');
		const [delivery] = sandbox.history.accepted[0]!.deliveries;
		sandbox.advance(72 * hour - 1);
		expect(delivery?.status).toBe('DeliveredToNetwork');
		sandbox.advance(1);
		expect(delivery?.status).toBe('DeliveryImpossible');
	});

	test('The delivery status of the message indicates the final status of the message.', async () => {
		const { api, sendV2 } = await startClient({ undeliverable: ['+12065550101'] });
		const { json } = await sendV2([mobile, '+12065550101']);
		const status = await api(`${outbox}/${json.Id}`);
		expect(status.json.DeliveryInfoList.DeliveryInfo).toMatchObject([
			{ DeliveryStatus: 'DeliveredToTerminal' },
			{ DeliveryStatus: 'DeliveryImpossible' },
		]);
	});

	test('Sending SMS messages using map:group is not supported.', async () => {
		const { sandbox, sendV2 } = await startClient();
		const { json } = await sendV2(['map:group', 'map:group:friends']);
		expect(json.RequestError.ServiceException.MessageId).toBe('SVC0004');
		expect(sandbox.history.accepted).toEqual([]);
	});

	test('However, multiple destination addresses may be included in a single Send SMS method request.', async () => {
		const { sandbox, sendV2 } = await startClient();
		expect((await sendV2(addresses(2))).http).toBe(201);
		expect(sandbox.history.accepted[0]?.addresses).toEqual(mobiles(2));
	});

	test('The maximum number of destination addresses that are supported in a single message is 50.', async () => {
		const { sandbox, sendV2 } = await startClient();
		expect((await sendV2(addresses(50))).http).toBe(201);
		const { http, json } = await sendV2(addresses(51));
		expect([http, json.RequestError.PolicyException.MessageId]).toEqual([400, 'POL0003']);
		expect(sandbox.history.accepted.map(({ addresses }) => addresses.length)).toEqual([50]);
	});

	test('For a given short code only one mechanism would be supported and so the choice has to be indicated by the developer while requesting a short code to be associated with the app.', async () => {
		const { sandbox, api } = await startClient({ offlineListener: 'reject' });
		expect((await api('/sms/v3/messaging/inbox/22627012')).http).toBe(400);
		const message = 'http://127.0.0.1:9/';
		expect(() => sandbox.setListener('22627000', { message })).toThrow(TypeError);
	});

	test('The API Gateway supports two providers for the Send SMS method; the AT&T RESTful API provider and the GSMA OneAPI provider.', async () => {
		const { sandbox, api, sendV2 } = await startClient();
		expect((await sendV2(mobile)).http).toBe(201);
		const outboundSMSMessageRequest = {
			address: [mobile],
			outboundSMSTextMessage: { message: 'Hello' },
		};
		const path = '/2/smsmessaging/outbound/22627000/requests';
		expect((await api(path, { json: { outboundSMSMessageRequest } })).http).toBe(201);
		expect(sandbox.history.accepted.map(({ dialect }) => dialect)).toEqual(['attV2', 'oneApiV2']);
	});

	test('The GSMA OneAPI provider enables you to specify a short code as a parameter in the URI to indicate the originating sender address for the SMS message.', async () => {
		const { sandbox, api } = await startClient();
		const json = {
			outboundSMSMessageRequest: { address: mobile, outboundSMSTextMessage: { message: 'Hello' } },
		};
		for (const code of ['22627000', '22627012', 'short%3A22627012']) {
			expect((await api(`/2/smsmessaging/outbound/${code}/requests`, { json })).http).toBe(201);
		}
		expect((await api('/2/smsmessaging/outbound/99999999/requests', { json })).http).toBe(400);
		const senders = sandbox.history.accepted.map(({ senderAddress }) => senderAddress);
		expect(senders).toEqual(['22627000', '22627012', '22627012']);
	});
});

describe('Provisioning', () => {
	test('Reception of Mobile Originated (MO) messages: Online via callback or Offline via polling', async () => {
		const listener = await startListener();
		const { sandbox, inboxV2 } = await startClient();
		sandbox.setListener('22627012', { message: listener.url });
		sandbox.text({ from: mobile, to: '22627012', message: 'online' });
		sandbox.text({ from: mobile, to: '22627000', message: 'offline' });
		await sandbox.idle();
		expect(listener.received.map(({ body }) => JSON.parse(body).Message)).toEqual(['online']);
		const { InboundSmsMessageList: list } = (await inboxV2()).json;
		expect(list.InboundSmsMessage).toMatchObject([{ Message: 'offline' }]);
		await listener.close();
	});
});
