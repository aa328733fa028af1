import type { SandboxOptions } from '../../../../sandbox/types.mts';
import { closeAll } from '../support/client.mts';
import { startListener } from '../support/listener.mts';
import { first, minute, providers, startStatus, type Provider } from './statusClient.mts';

afterEach(closeAll);

const notify = { NotifyDeliveryStatus: true };

describe.each(Object.keys(providers) as Provider[])('Get SMS Delivery Status of %s', (provider) => {
	const start = async (options?: SandboxOptions) => await startStatus(provider, options);

	test('The Get SMS Delivery Status method requests the status of a previously submitted SMS delivery request that was accepted by the API Gateway for delivery to the destination mobile device.', async () => {
		const { send, ask, statuses } = await start();
		const { message } = await send();
		expect(await statuses(message.id)).toEqual(['DeliveredToNetwork']);
		expect((await ask('SMS0000000000000000')).http).toBe(404);
	});

	test('The other way is to register an endpoint URI with the API Gateway which will be notified of the final status of the message.', async () => {
		const listener = await startListener();
		const { sandbox, send, deliver } = await start();
		sandbox.setListener('22627000', { deliveryStatus: listener.url });
		const { message } = await send(notify);
		sandbox.setStatus(message.id, null, 'DeliveredToNetwork');
		deliver(message.id);
		await sandbox.idle();
		expect(listener.received.map(({ body }) => JSON.parse(body))).toMatchObject([
			{
				deliveryInfoNotification: {
					deliveryInfo: { address: `tel:${first}`, deliveryStatus: 'DeliveredToTerminal' },
				},
			},
		]);
		await listener.close();
	});

	test('For a given message, only one of these mechanisms can be used.', async () => {
		const listener = await startListener();
		const { sandbox, send, ask, deliver } = await start();
		sandbox.setListener('22627000', { deliveryStatus: listener.url });
		const notified = await send(notify);
		expect((await ask(notified.message.id)).http).toBe(404);
		const queried = await send();
		deliver(queried.message.id);
		await sandbox.idle();
		expect(listener.received).toEqual([]);
		await listener.close();
	});

	test('The indicator of which mechanism will be used is the notifyDeliveryStatus parameter of the Send SMS method request.', async () => {
		const { send } = await start();
		const resources = [await send(), await send(notify)];
		expect(resources.map(({ message }) => message.statusResource)).toEqual(['available', 'none']);
	});

	test('To request the delivery status of a sent message using the Get SMS Delivery Status method, the notifyDeliveryStatus parameter of the Send SMS method must be set to false or should not be present in the request, this allows the messageId parameter value to be returned in the Send SMS Method response.', async () => {
		const { send } = await start({ notifyResponseHasId: false });
		const { answer, message } = await send();
		expect(answer.text).toContain(message.id);
		const notified = await send(notify);
		expect(notified.answer.json).toEqual({});
	});

	test('The message identifier that was returned in the Send SMS method response must be provided in the Get SMS Delivery Status method request.', async () => {
		const { send, ask } = await start();
		const { answer } = await send();
		const { Id, resourceReference } = answer.json;
		const id: string = Id ?? resourceReference.resourceURL.split('/').pop();
		expect((await ask(id)).http).toBe(200);
		const { http, text } = await ask(`${id}0`);
		expect([http, text]).toEqual([404, expect.stringContaining('SVC0002')]);
	});

	test('Note: The delivery status of the message is removed from the API Gateway and is not available for query, when one of the following events occurs.', async () => {
		const { sandbox, send, ask, deliver } = await start();
		const byQuery = (await send()).message;
		const byTime = (await send()).message;
		const notFinal = (await send()).message;
		for (const { id } of [byQuery, byTime]) deliver(id);
		await ask(byQuery.id);
		sandbox.advance(30 * minute);
		const answers = [];
		for (const { id } of [byQuery, byTime, notFinal]) answers.push((await ask(id)).http);
		expect(answers).toEqual([404, 404, 200]);
	});

	test('Thirty minutes have elapsed and the message has reached a final state of DeliveredToTerminal or DeliveryImpossible.', async () => {
		for (const status of ['DeliveredToTerminal', 'DeliveryImpossible'] as const) {
			const { sandbox, send, ask } = await start();
			const { message } = await send();
			sandbox.advance(45 * minute);
			expect((await ask(message.id)).http).toBe(200);
			sandbox.setStatus(message.id, null, status);
			sandbox.advance(30 * minute - 1);
			expect(message.statusResource).toBe('available');
			sandbox.advance(1);
			expect(message.statusResource).toBe('removed');
			expect((await ask(message.id)).http).toBe(404);
		}
	});

	test('The API Gateway responds to the first delivery status query after the message has reached the final state.', async () => {
		const { send, ask, statuses, deliver } = await start();
		const { message } = await send();
		expect(await statuses(message.id)).toEqual(['DeliveredToNetwork']);
		expect(await statuses(message.id)).toEqual(['DeliveredToNetwork']);
		deliver(message.id);
		expect(await statuses(message.id)).toEqual(['DeliveredToTerminal']);
		expect((await ask(message.id)).http).toBe(404);
	});

	test('The Id parameter value, which is returned in the response to the corresponding Send SMS method, must be provided in this method request.', async () => {
		const { send, ask } = await start();
		const { message } = await send();
		const { message: other } = await send();
		expect((await ask(message.id)).text).toContain(message.id);
		expect((await ask(other.id)).text).toContain(other.id);
		expect((await ask('')).http).toBe(404);
	});

	test('A final state is reached when the DeliveryStatus parameter is set to either DeliveredToTerminal or DeliveryImpossible.', async () => {
		const { sandbox, send } = await start();
		const { message } = await send();
		const isFinal = () => message.deliveries[0]?.finalAt !== null;
		for (const [status, final] of [
			['DeliveryUncertain', false],
			['MessageWaiting', false],
			['DeliveredToTerminal', true],
			['DeliveredToNetwork', false],
			['DeliveryImpossible', true],
		] as const) {
			sandbox.setStatus(message.id, null, status);
			expect([status, isFinal()]).toEqual([status, final]);
		}
	});

	test('For the 30 minute period following the setting of the final value for the DeliveryInfo parameter, you may successfully request only one delivery status query.', async () => {
		const { sandbox, send, ask, deliver } = await start();
		const { message } = await send();
		deliver(message.id);
		sandbox.advance(29 * minute);
		expect([(await ask(message.id)).http, (await ask(message.id)).http]).toEqual([200, 404]);
	});

	test('After the 30 minute period, the contents of the DeliveryInfo parameter may not be available for a query request.', async () => {
		const { sandbox, send, ask, deliver } = await start();
		const { message } = await send();
		deliver(message.id);
		sandbox.advance(30 * minute);
		expect((await ask(message.id)).http).toBe(404);
	});
});
