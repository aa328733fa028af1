import type { Settings } from '../../../../sandbox/types.mts';
import { closeAll, credentials, startClient } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

afterEach(closeAll);

const from = '+12065550100';
const now = () => Date.UTC(2012, 6, 26, 21, 55, 1, 462);

/** The callback of one received message, as it is on the wire. */
const received = async (settings: Partial<Settings>, message = 'Hello') => {
	const listener = await startListener();
	const { sandbox } = await startClient({ ...settings, now });
	sandbox.setListener('22627012', { message: listener.url });
	sandbox.text({ from, to: '22627012', message });
	await sandbox.idle();
	await listener.close();
	return listener.received[0]!.body;
};

/** The callback of one delivery, as it is on the wire. */
const delivered = async (settings: Partial<Settings>) => {
	const listener = await startListener();
	const { sandbox, sendV2 } = await startClient({ ...settings, messageIds: ['SMS1'] });
	sandbox.setListener('22627000', { deliveryStatus: listener.url });
	await sendV2(from, 'Hello', { NotifyDeliveryStatus: true });
	await sandbox.until(({ callbacks }) => callbacks.length === 1);
	await sandbox.idle();
	await listener.close();
	return JSON.parse(listener.received[0]!.body).deliveryInfoNotification;
};

describe('Forms seen on the wire', () => {
	test.each([
		['live', '26/Jul/2012:21:55:01:462 +0000'],
		['zoned', '2012-07-26T21:55:01+00:00'],
		['javaScript', 'Thu Jul 26 2012 21:55:01 GMT+0000 (UTC)'],
	] as const)('The date in a callback can be %s', async (callbackDateTime, written) => {
		expect(JSON.parse(await received({ callbackDateTime })).DateTime).toBe(written);
	});

	test('A body can be pretty-printed with blanks around the colons', async () => {
		const body = await received({ prettyPrint: true });
		expect(body).toContain('{\n  "DateTime" : "');
		expect(JSON.parse(body).Message).toBe('Hello');
	});

	test('A field can be missing or null', async () => {
		const settings = { missingFields: ['dateTime'], nullFields: ['messageId'] };
		const body = JSON.parse(await received(settings));
		expect(body).not.toHaveProperty('DateTime');
		expect(body.MessageId).toBeNull();
	});

	test('A short code can have a plus sign', async () => {
		const body = JSON.parse(await received({ callbackDestinationForm: 'plus' }));
		expect(body.DestinationAddress).toBe('+22627012');
	});

	test('A callback can be a pushed list of messages', async () => {
		const body = JSON.parse(await received({ callbackDialect: 'oneApiList' }));
		expect(body.inboundSMSMessageList.inboundSMSMessage).toMatchObject([{ message: 'Hello' }]);
	});

	test('A text can be written unescaped', async () => {
		const settings = { escaping: 'none' } as const;
		expect(await received(settings, 'a\nb\\c')).toContain('a\nb\\c');
		expect(await received({ ...settings, callbackForm: 'xml' }, 'I <3 you & me')).toContain(
			'>I <3 you & me<',
		);
	});

	test('The message id can be inside deliveryInfo, or at the end of a link', async () => {
		const inside = await delivered({ deliveryCallbackId: 'inDeliveryInfo' });
		expect(inside).toEqual({ deliveryInfo: expect.objectContaining({ messageId: 'SMS1' }) });
		const linked = await delivered({ deliveryCallbackId: 'link' });
		expect(linked.link).toEqual([
			{ rel: 'OutboundSMSMessageRequest', href: expect.stringMatching(/\/SMS1$/) },
		]);
	});

	test('The status can be DeliveryNotificationNotSupported, which is final', async () => {
		const { sandbox, sendV2 } = await startClient({ deliveryDelayMs: 'manual' });
		const { json } = await sendV2(from);
		sandbox.setStatus(json.Id, null, 'DeliveryNotificationNotSupported');
		expect(sandbox.history.accepted[0]?.deliveries[0]?.finalAt).not.toBeNull();
	});

	test('OneAPI’s response to a send can be an outboundSMSMessageRequest', async () => {
		const { api } = await startClient({ oneApiSendResponse: 'request' });
		const json = {
			outboundSMSMessageRequest: { address: from, outboundSMSTextMessage: { message: 'Hello' } },
		};
		const answer = await api('/2/smsmessaging/outbound/22627000/requests', { json });
		expect(answer.json).toEqual({
			outboundSMSMessageRequest: { resourceURL: expect.stringContaining('/requests/SMS') },
		});
	});

	test('A sender, or a recipient of a status, can be written as tel: and ten digits', async () => {
		const body = JSON.parse(await received({ callbackAddressForm: 'tel:' }));
		expect(body.SenderAddress).toBe('tel:2065550100');
		const { api, sendV2 } = await startClient({ statusAddressForm: 'tel:' });
		const { json } = await sendV2(from);
		const status = await api(`/rest/sms/2/messaging/outbox/${json.Id}`);
		expect(status.json.DeliveryInfoList.DeliveryInfo[0].Address).toBe('tel:2065550100');
	});

	test('The error SVC0004 names the message part, and its text has no number', async () => {
		const { sendV2 } = await startClient();
		expect((await sendV2('tel:123')).json.RequestError.ServiceException).toEqual({
			MessageId: 'SVC0004',
			Text: 'No valid addresses provided in the message part %1.',
			Variables: 'Address',
		});
	});

	test('An inbox can be pretty-printed, lack fields, have nulls or be unescaped', async () => {
		const { sandbox, inboxV2 } = await startClient();
		const textOf = async (settings: Partial<Settings>, message = 'Hello') => {
			sandbox.configure(settings);
			sandbox.text({ from, to: '22627000', message });
			return (await inboxV2()).text;
		};
		const settings = { missingFields: ['messageId'], nullFields: ['senderAddress'] };
		const [message] = JSON.parse(await textOf(settings)).InboundSmsMessageList.InboundSmsMessage;
		expect(message).toEqual({ Message: 'Hello', SenderAddress: null });
		const pretty = await textOf({ prettyPrint: true });
		expect(pretty).toContain('"Message" : "Hello"');
		expect(await textOf({ escaping: 'none' }, 'a\nb\\c')).toContain('a\nb\\c');
		expect(await textOf({ responseForm: 'xml' }, 'I <3 you & me')).toContain('>I <3 you & me<');
	});

	test('The response to a token request can be pretty-printed, lack fields and have nulls', async () => {
		const { token } = await startClient({
			prettyPrint: true,
			missingFields: ['expires_in'],
			nullFields: ['refresh_token'],
		});
		const { text, json } = await token({ ...credentials, grant_type: 'client_credentials' });
		expect(text).toContain('{\n  "access_token" : "');
		expect(json).toEqual({
			access_token: expect.any(String),
			token_type: 'bearer',
			refresh_token: null,
		});
	});

	test('The response to a send, and a status, can be pretty-printed, lack fields and have nulls', async () => {
		const { api, sendV2 } = await startClient({
			prettyPrint: true,
			missingFields: ['resourceURL'],
			nullFields: ['address'],
		});
		const sent = await sendV2(from);
		expect(sent.text).toContain('"Id" : "SMS');
		expect(sent.json).toEqual({ Id: expect.any(String), ResourceReference: {} });
		const status = await api(`/rest/sms/2/messaging/outbox/${sent.json.Id}`);
		expect(status.text).toContain('"DeliveryStatus" : "');
		expect(status.json.DeliveryInfoList).toEqual({
			DeliveryInfo: [{ Id: 'msg0', Address: null, DeliveryStatus: 'DeliveredToTerminal' }],
		});
	});

	test('The callback of a delivery can lack fields and have nulls', async () => {
		const notification = await delivered({
			missingFields: ['messageId'],
			nullFields: ['address'],
		});
		expect(notification).toEqual({
			deliveryInfo: { address: null, deliveryStatus: 'DeliveredToTerminal' },
		});
	});

	test('The inbox can answer 300, with an empty pending count', async () => {
		const { inboxV2 } = await startClient({ inboxHttp: 300, emptyPendingCount: true });
		const answer = await inboxV2();
		expect(answer.http).toBe(300);
		expect(answer.json.InboundSmsMessageList).toMatchObject({
			InboundSmsMessage: [],
			NumberOfMessagesInThisBatch: '0',
			TotalNumberOfPendingMessages: '',
		});
	});
});
