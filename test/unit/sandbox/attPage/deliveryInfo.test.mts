import type { SandboxOptions } from '../../../../sandbox/types.mts';
import { closeAll, startClient } from '../support/client.mts';
import {
	first,
	minute,
	oneApiSend,
	outbox,
	providers,
	second,
	startStatus,
	type Provider,
} from './statusClient.mts';

afterEach(closeAll);

describe.each(Object.keys(providers) as Provider[])('Delivery Info of %s', (provider) => {
	const paths = providers[provider];
	const start = async (options?: SandboxOptions) => await startStatus(provider, options);

	test('Specifies the mobile number of the receiver.', async () => {
		const { send, ask } = await start();
		const { message } = await send({}, [first, second]);
		const written =
			provider === 'AT&T'
				? [{ Address: '2065550100' }, { Address: '2065550101' }]
				: [{ address: `tel:${first}` }, { address: `tel:${second}` }];
		const [list] = Object.values((await ask(message.id)).json) as any[];
		expect(list.DeliveryInfo ?? list.deliveryInfo).toMatchObject(written);
	});

	test('DeliveredToNetwork : The message is delivered to the network, but not yet delivered to the user’s mobile device.', async () => {
		const { sandbox, send, statuses } = await start({ deliveryDelayMs: 5000 });
		const { message } = await send();
		sandbox.advance(4999);
		expect(await statuses(message.id)).toEqual(['DeliveredToNetwork']);
	});

	test('DeliveredToTerminal : The message is successfully delivered to the user’s mobile device.', async () => {
		const { sandbox, send, statuses } = await start({ deliveryDelayMs: 5000 });
		const { message } = await send();
		sandbox.advance(5000);
		expect(await statuses(message.id)).toEqual(['DeliveredToTerminal']);
	});

	test('DeliveryImpossible : The message is not successful delivered, such as when the message is not delivered before it expires.', async () => {
		const { sandbox, send, statuses } = await start({ accessTokenSeconds: 0 });
		const { message } = await send({}, ['+15005550003', '+15005550002']);
		expect(await statuses(message.id)).toEqual(['DeliveredToNetwork', 'DeliveryImpossible']);
		sandbox.advance(72 * 60 * minute);
		expect(await statuses(message.id)).toEqual(['DeliveryImpossible', 'DeliveryImpossible']);
	});

	test('Note: This parameter is only present when the AT&T URI is used by the app.', async () => {
		const { send, ask } = await start();
		const { message } = await send();
		const [list] = Object.values((await ask(message.id)).json) as any[];
		const [info] = list.DeliveryInfo ?? list.deliveryInfo;
		expect(Object.keys(info).map((name) => name.toLowerCase())).toEqual([
			...(provider === 'AT&T' ? ['id'] : []),
			...['address', 'deliverystatus'],
		]);
	});

	test('Specifies the URI being used to provide network delivery status of the sent message.', async () => {
		const { sandbox, send, ask } = await start();
		const { message } = await send();
		const [list] = Object.values((await ask(message.id)).json) as any[];
		expect(list.ResourceUrl ?? list.resourceURL).toBe(sandbox.url + paths.statusOf(message.id));
	});

	test('Specifies the URI that provides network delivery status of the sent message.', async () => {
		const { sandbox, send } = await start();
		const { answer, message } = await send();
		const { ResourceReference, resourceReference } = answer.json;
		expect(ResourceReference?.ResourceUrl ?? resourceReference.resourceURL).toBe(
			`${sandbox.url}${paths.send}/${message.id}`,
		);
	});
});

describe('Delivery Info', () => {
	test('Specifies the AT&T mobile destination number of the response message.', async () => {
		const { sandbox, api, sendV2 } = await startClient({ deliveryDelayMs: 'manual' });
		await sendV2(first);
		const { id } = sandbox.history.accepted[0]!;
		const status = async (path: string) => (await api(`/2/smsmessaging/outbound/${path}`)).http;
		expect(await status(`requests/22627000/${id}/deliveryInfos`)).toBe(200);
		expect(await status(`requests/${id}/deliveryInfos`)).toBe(404);
	});

	test('Note: This parameter is always the short code assigned to your app account or the user’s mobile number (user-agent) identifying the sender of the message.', async () => {
		const { sandbox, api, sendV2 } = await startClient({ deliveryDelayMs: 'manual' });
		await sendV2(first);
		const { id } = sandbox.history.accepted[0]!;
		const status = async (sender: string) =>
			(await api(`/2/smsmessaging/outbound/${sender}/requests/${id}/deliveryInfos`)).http;
		expect([await status('22627000'), await status('22627012')]).toEqual([200, 404]);
	});

	test('Note: Assigning to mobile address is not supported.', async () => {
		const { api } = await startClient();
		const path = '/2/smsmessaging/outbound/tel%3A%2B12065550100/requests';
		const { http, text } = await api(path, oneApiSend([first]));
		expect([http, text]).toEqual([400, expect.stringContaining('SVC0003')]);
	});

	test('Specifies the unique identifier (ID) for the message destination.', async () => {
		const { sandbox, sendV2, api } = await startClient();
		await sendV2([first, second]);
		const [message] = sandbox.history.accepted;
		const { DeliveryInfoList: list } = (await api(`${outbox}/${message?.id}`)).json;
		expect(list.DeliveryInfo.map(({ Id, Address }: any) => [Id, `+1${Address}`])).toEqual(
			message?.deliveries.map(({ id, address }) => [id, address]),
		);
		expect(new Set(message?.deliveries.map(({ id }) => id)).size).toBe(2);
	});

	test('Note: If an SMS message is sent to more than one destination address, then a unique ID is returned for each of those addresses.', async () => {
		const { sandbox, sendV2, api } = await startClient();
		await sendV2([first, second]);
		await sendV2([first]);
		const ids = [];
		for (const { id } of sandbox.history.accepted) {
			const { DeliveryInfoList: list } = (await api(`${outbox}/${id}`)).json;
			ids.push(...list.DeliveryInfo.map(({ Id }: any) => Id));
		}
		expect(ids).toEqual(['msg0', 'msg1', 'msg2']);
	});

	test('Note: This parameter value allows you to query the delivery status for each of the destination addresses.', async () => {
		const { sandbox, sendV2, api } = await startClient();
		await sendV2([first, second]);
		const own = await api(`${outbox}/msg1`);
		expect(own.json.DeliveryInfoList.DeliveryInfo).toEqual([
			{ Id: 'msg1', Address: '2065550101', DeliveryStatus: 'DeliveredToTerminal' },
		]);
		expect((await api(`${outbox}/msg1`)).http).toBe(404);
		const [message] = sandbox.history.accepted;
		const rest = await api(`${outbox}/${message!.id}`);
		expect(rest.json.DeliveryInfoList.DeliveryInfo.map(({ Id }: any) => Id)).toEqual(['msg0']);
		expect(message!.statusResource).toBe('removed');
	});
});
