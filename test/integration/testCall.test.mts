// A callback to the Test URL: "Execute step" and "Execute workflow" in webhook mode.
import { createN8n } from '../support/n8nContexts.mts';
import { jsonOf, listen, mobile } from './support.mts';
import { guarded, mo, n8nWithListener, receiving } from './support/callbacks.mts';

const status = {
	deliveryInfoNotification: {
		messageId: 'SMSa1',
		deliveryInfo: { address: `tel:${mobile(0)}`, deliveryStatus: 'DeliveredToTerminal' },
	},
};
const both = receiving({}, { events: ['message', 'deliveryStatus'] });

test.each<[string, object, string]>([
	['message', mo(), 'Hello'],
	['deliveryStatus', status, 'DeliveredToTerminal'],
])('A callback puts its item out: %s', async (event, body, content) => {
	const listener = await listen(await createN8n(), both, { test: true });
	expect(await listener.call({ body })).toMatchObject({ status: 200, body: '' });
	const [item = {}] = jsonOf(listener.executions[0]);
	expect(item).toMatchObject({ event });
	expect(Object.values(item)).toContain(content);
	expect(listener.executions).toHaveLength(1);
});

test('Each of ten callbacks that come together puts out its own item', async () => {
	const listener = await listen(await createN8n(), both, { test: true });
	const texts = Array.from({ length: 10 }, (_, n) => `Text ${n}`);
	await Promise.all(texts.map(async (Message) => await listener.call({ body: mo({ Message }) })));
	const put = listener.executions.map((run) => jsonOf(run)[0]?.message);
	expect(put.sort()).toEqual(texts);
});

test('The rate limit per sender doesn’t hold in a test', async () => {
	const limited = receiving({ senderRateLimit: { limit: { messages: 1, minutes: 10 } } });
	const n8n = await createN8n();
	const listener = await listen(n8n, limited, { test: true });
	for (let call = 0; call < 3; call++) await listener.call({ body: mo() });
	expect(listener.executions.map((run) => jsonOf(run)[0]?.event)).toEqual(Array(3).fill('message'));
	expect(n8n.staticData).toEqual({});
});

test('A manual run without a callback puts nothing out', async () => {
	const n8n = await createN8n();
	expect(await n8n.poll({ parameters: both, mode: 'manual' })).toBeNull();
});

describe('A callback that would start nothing', () => {
	const rejection = async (
		parameters = both,
		request: Parameters<Awaited<ReturnType<typeof listen>>['call']>[0] = { body: mo() },
	) => {
		const n8n = await n8nWithListener({ method: 'urlSecret', urlSecret: 'a secret of sixteen' });
		const errors: Error[] = [];
		const listener = await listen(n8n, parameters, { test: true, failed: (e) => errors.push(e) });
		const { status: http, body } = await listener.call(request);
		expect(listener.executions).toEqual([]);
		expect(errors[0]).toMatchObject({
			context: { data: { kind: 'rejectedCallback', mayHaveBeenProcessed: false } },
		});
		return { http, body, message: errors[0]?.message };
	};

	test('The test ends with the reason if the caller doesn’t present the secret', async () => {
		const { http, body, message } = await rejection(guarded());
		expect(http).toBe(401);
		expect(message).toMatch(/401: .*secret/);
		expect(body).toMatch(/secret/);
		expect(message).not.toContain('a secret of sixteen');
	});

	test('The test ends with the reason if the caller isn’t on the allowlist', async () => {
		const { http, message } = await rejection(receiving({ ipAllowlist: '192.0.2.1' }));
		expect(http).toBe(403);
		expect(message).toMatch(/403: 127\.0\.0\.1 is not in IP\(s\) Allowlist|::ffff:127/);
	});

	test('The test ends with the reason if the callback is to another short code', async () => {
		const { http, message } = await rejection(receiving({}, { shortCode: '52345678' }));
		expect(http).toBe(403);
		expect(message).toMatch(/403: .*52345678/);
	});

	test('The test ends with the reason if the callback can’t be read', async () => {
		const { http, message } = await rejection(both, { body: { Hello: 'world' } });
		expect(http).toBe(400);
		expect(message).toMatch(/400: Not a callback of AT&T: it is neither/);
	});

	test('The test ends with the reason if the trigger isn’t on the event', async () => {
		const { http, message } = await rejection(receiving(), { body: status });
		expect(http).toBe(200);
		expect(message).toMatch(/200: Trigger On does not have "Delivery Status"/);
	});

	test('The test ends with the reason if the body is too large', async () => {
		const { http, message } = await rejection(both, { body: mo({ Message: 'x'.repeat(70_000) }) });
		expect(http).toBe(413);
		expect(message).toMatch(/413: .*larger/);
	});
});

test('A published workflow gives a stranger no reason why it rejects the call', async () => {
	const n8n = await n8nWithListener({ method: 'urlSecret', urlSecret: 'a secret of sixteen' });
	const answer = await n8n.webhook({ parameters: guarded(), request: { body: mo() } });
	expect(answer).toMatchObject({ status: 401, body: '' });
});
