import { closeAll, startClient } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

afterEach(closeAll);

const outbox = '/rest/sms/2/messaging/outbox';
const two = ['tel:+12065550100', 'tel:+12065550101'];
const minutes = 60_000;

describe('The status of a message', () => {
	test('A status goes from the network to the terminal, or not, and recipients share one resource', async () => {
		const { sandbox, api, sendV2 } = await startClient({
			deliveryDelayMs: 5000,
			undeliverable: ['+12065550101'],
			now: () => 0,
		});
		const { json } = await sendV2(two);
		const status = async () => (await api(`${outbox}/${json.Id}`)).json.DeliveryInfoList;
		expect(await status()).toEqual({
			DeliveryInfo: [
				{ Id: 'msg0', Address: '2065550100', DeliveryStatus: 'DeliveredToNetwork' },
				{ Id: 'msg1', Address: '2065550101', DeliveryStatus: 'DeliveredToNetwork' },
			],
			ResourceUrl: `${sandbox.url}${outbox}/${json.Id}`,
		});
		sandbox.advance(5000);
		expect((await status()).DeliveryInfo).toMatchObject([
			{ DeliveryStatus: 'DeliveredToTerminal' },
			{ DeliveryStatus: 'DeliveryImpossible' },
		]);
		const gone = await api(`${outbox}/${json.Id}`);
		expect(gone.http).toBe(404);
		expect(gone.json.RequestError.ServiceException.MessageId).toBe('SVC0002');
		expect(sandbox.history.statusReads.map(({ final, clientSaw }) => [final, clientSaw])).toEqual([
			[false, 'answered'],
			[true, 'answered'],
		]);
		expect(sandbox.history.accepted[0]).toMatchObject({
			statusResource: 'removed',
			deliveries: [{ finalAt: 5000 }, { finalAt: 5000 }],
		});
	});

	test('A status stays available while one recipient isn’t final', async () => {
		const { sandbox, api, sendV2 } = await startClient({ deliveryDelayMs: 'manual' });
		const { json } = await sendV2(two);
		sandbox.setStatus(json.Id, '+12065550100', 'DeliveredToTerminal');
		for (let read = 0; read < 2; read++) {
			const answer = await api(`${outbox}/${json.Id}`);
			expect(answer.json.DeliveryInfoList.DeliveryInfo).toMatchObject([
				{ DeliveryStatus: 'DeliveredToTerminal' },
				{ DeliveryStatus: 'DeliveredToNetwork' },
			]);
		}
		sandbox.setStatus(json.Id, null, 'DeliveredToTerminal');
		expect((await api(`${outbox}/${json.Id}`)).http).toBe(200);
		expect((await api(`${outbox}/${json.Id}`)).http).toBe(404);
		expect(() => sandbox.setStatus('SMSnone', null, 'DeliveredToTerminal')).toThrow(RangeError);
		expect(() => sandbox.setStatus(json.Id, '+12065550199', 'DeliveredToTerminal')).toThrow(
			RangeError,
		);
	});

	test('A status that was set back by hand stays available for another 30 minutes', async () => {
		const { sandbox, sendV2 } = await startClient({ now: () => 0 });
		const { json } = await sendV2(two);
		sandbox.advance(20 * minutes);
		sandbox.setStatus(json.Id, '+12065550100', 'MessageWaiting');
		sandbox.setStatus(json.Id, '+12065550100', 'DeliveryImpossible');
		sandbox.advance(29 * minutes);
		expect(sandbox.history.accepted[0]?.statusResource).toBe('available');
		sandbox.advance(1 * minutes);
		expect(sandbox.history.accepted[0]?.statusResource).toBe('removed');
	});

	test('A status in OneAPI has no ids for recipients, and E.164 addresses', async () => {
		const { sandbox, api, sendV2 } = await startClient({ deliveryDelayMs: 'manual' });
		const { json } = await sendV2(two);
		sandbox.setStatus(json.Id, '+12065550100', 'DeliveryUncertain');
		const path = `/3/smsmessaging/outbound/22627000/requests/${json.Id}/deliveryInfos`;
		expect((await api(path)).json).toEqual({
			deliveryInfoList: {
				deliveryInfo: [
					{ address: 'tel:+12065550100', deliveryStatus: 'DeliveryUncertain' },
					{ address: 'tel:+12065550101', deliveryStatus: 'DeliveredToNetwork' },
				],
				resourceURL: `${sandbox.url}/3/smsmessaging/outbound/requests/22627000/${json.Id}/deliveryInfos`,
			},
		});
		const v3 = await api(`/sms/v3/messaging/outbox/${json.Id}`);
		expect(v3.json.DeliveryInfoList.DeliveryInfo[0]).toMatchObject({ Id: 'msg0' });
	});

	test('A status of OneAPI is at its own paths, and 404 at the others', async () => {
		const { sandbox, api, sendV2 } = await startClient({ deliveryDelayMs: 'manual' });
		const { json } = await sendV2(two);
		const root = '/2/smsmessaging/outbound';
		const paths = {
			standard: `${root}/22627000/requests/${json.Id}/deliveryInfos`,
			att: `${root}/requests/22627000/${json.Id}/deliveryInfos`,
			example: `${root}/22627000/${json.Id}/deliveryInfos`,
		};
		const codes = () =>
			Promise.all(Object.values(paths).map(async (path) => (await api(path)).http));
		expect(await codes()).toEqual([200, 200, 200]);
		sandbox.configure({ oneApiStatusPaths: ['standard'] });
		expect(await codes()).toEqual([200, 404, 404]);
		sandbox.configure({ oneApiStatusPaths: ['att'] });
		expect(await codes()).toEqual([404, 200, 404]);
	});

	test('A status of OneAPI is 404 under another sender', async () => {
		const { api, sendV2 } = await startClient();
		const { json } = await sendV2(two);
		const path = `/2/smsmessaging/outbound/22627012/requests/${json.Id}/deliveryInfos`;
		expect((await api(path)).http).toBe(404);
	});
});

describe('Delivery notifications', () => {
	const notify = { NotifyDeliveryStatus: true };
	const delivery = (address: string, deliveryStatus: string) => ({ address, deliveryStatus });

	test('A delivery notification comes in place of a status', async () => {
		const listener = await startListener();
		const { sandbox, api, sendV2 } = await startClient({ undeliverable: ['+12065550101'] });
		sandbox.setListener('22627000', { deliveryStatus: listener.url });
		const { json } = await sendV2(two, 'Hello', notify);
		await sandbox.until(({ callbacks }) => callbacks.length === 2);
		await sandbox.idle();
		expect((await api(`${outbox}/${json.Id}`)).http).toBe(404);
		expect(listener.received.map(({ body }) => JSON.parse(body))).toEqual([
			{
				deliveryInfoNotification: {
					messageId: json.Id,
					deliveryInfo: delivery('tel:+12065550100', 'DeliveredToTerminal'),
				},
			},
			{
				deliveryInfoNotification: {
					messageId: json.Id,
					deliveryInfo: delivery('tel:+12065550101', 'DeliveryImpossible'),
				},
			},
		]);
		expect(sandbox.history.callbacks).toMatchObject([
			{ kind: 'deliveryStatus', about: json.Id, state: 'acknowledged' },
			{ kind: 'deliveryStatus', about: json.Id, state: 'acknowledged' },
		]);
		await listener.close();
	});

	test('A delivery notification lists all recipients together if set so, in OneAPI’s form for OneAPI', async () => {
		const listener = await startListener();
		const { sandbox, api } = await startClient({
			deliveryNotifications: 'together',
			deliveryDelayMs: 'manual',
		});
		// AT&T’s short code for the message has none: another one of the app’s does.
		sandbox.setListener('22627012', { deliveryStatus: listener.url });
		await api('/2/smsmessaging/outbound/22627000/requests', {
			json: {
				outboundSMSMessageRequest: {
					address: two,
					outboundSMSTextMessage: { message: 'Hello' },
					receiptRequest: { notifyURL: 'https://example.org/', callbackData: 'mine' },
				},
			},
		});
		const id = sandbox.history.accepted[0]!.id;
		sandbox.setStatus(id, null, 'DeliveryImpossible');
		await sandbox.idle();
		expect(listener.received.map(({ body }) => JSON.parse(body))).toEqual([
			{
				deliveryInfoNotification: {
					callbackData: 'mine',
					deliveryInfo: [
						delivery('tel:+12065550100', 'DeliveryImpossible'),
						delivery('tel:+12065550101', 'DeliveryImpossible'),
					],
				},
			},
		]);
		await listener.close();
	});
});
