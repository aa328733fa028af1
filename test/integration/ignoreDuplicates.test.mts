import type { IDataObject } from 'n8n-workflow';
import type { AddressForm } from '../../sandbox/types.mts';
import { createN8n, type ListenOptions } from '../support/n8nContexts.mts';
import { jsonOf, listen, mobile, offline, online, setUp } from './support.mts';
import { callbackForms, inForm } from './support/callbackForms.mts';
import { mo, receiving, textsOf } from './support/callbacks.mts';
import { gate } from './support/gate.mts';

const dropping = receiving({ ignoreDuplicates: true });
const counting = receiving({ ignoreDuplicates: false });

afterEach(() => {
	jest.restoreAllMocks();
});

/** A trigger, and a gateway that repeats at once what was not acknowledged. */
const registered = async (parameters = dropping, options: ListenOptions = {}) => {
	const { sandbox, n8n } = await setUp({ callbackRetryMs: [5] });
	const listener = await listen(n8n, parameters, options);
	sandbox.setListener(online, { message: listener.url, deliveryStatus: listener.url });
	const allAcknowledged = async () =>
		await sandbox.until(
			({ callbacks, mo: messages }) =>
				callbacks.length === messages.length &&
				callbacks.every(({ state }) => state === 'acknowledged'),
		);
	return { sandbox, n8n, listener, allAcknowledged };
};

describe('With Ignore Duplicates', () => {
	test('A message whose acknowledgement is lost starts the workflow once', async () => {
		const { sandbox, listener, allAcknowledged } = await registered();
		sandbox.fault({ on: 'callback', kind: 'ackLost', times: 5 });
		sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
		await allAcknowledged();
		// The gateway called six times, and was answered each time that the message was accepted.
		expect(sandbox.history.callbacks[0]?.attempts.map(({ http }) => http)).toEqual(
			Array<number>(6).fill(200),
		);
		expect(textsOf(listener.executions)).toEqual(['Hello']);
	});

	test('Each message of a burst starts the workflow once, though every other acknowledgement is lost', async () => {
		const { sandbox, listener, allAcknowledged } = await registered();
		for (let n = 0; n < 50; n++) sandbox.fault({ on: 'callback', kind: 'ackLost', skip: n + 1 });
		const texts = Array.from({ length: 100 }, (_, n) => `Text ${n}`);
		texts.forEach((message, n) => sandbox.text({ from: mobile(n), to: online, message }));
		await allAcknowledged();
		const attempts = sandbox.history.callbacks.flatMap((callback) => callback.attempts);
		expect(attempts.length).toBeGreaterThan(texts.length);
		expect(textsOf(listener.executions).sort()).toEqual([...texts].sort());
		expect(listener.errors).toEqual([]);
	});

	test.each<[AddressForm, AddressForm]>([
		['encoded', 'tel:+1'],
		['tel:', 'encodedTwice'],
		['bare', 'e164'],
	])(
		'A repeat is recognized though its addresses are written as %s first and then as %s',
		async (first, then) => {
			const { sandbox, listener } = await registered();
			for (const callbackAddressForm of [first, then]) {
				sandbox.configure({ callbackAddressForm });
				sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
			}
			const [one, other] = sandbox.history.callbacks.map(({ body }) => body);
			const dated = (body = '') =>
				body.replace(/"DateTime":"[^"]*"/, '"DateTime":"08-03-2014T10:11:12"');
			expect(dated(one)).not.toBe(dated(other));
			await sandbox.idle();
			const before = listener.executions.length;
			const json = { 'content-type': 'application/json' };
			for (const body of [dated(one), dated(other)]) {
				expect((await listener.call({ headers: json, body })).status).toBe(200);
			}
			expect(listener.executions.length - before).toBe(1);
		},
	);

	test('Messages that differ in one field aren’t repeats', async () => {
		const n8n = await createN8n();
		const listener = await listen(n8n, dropping);
		const others = [
			mo(),
			mo({ Message: 'Hello!' }),
			mo({ DateTime: '08-03-2014T10:11:13' }),
			mo({ SenderAddress: `tel:${mobile(1)}` }),
			mo({ DestinationAddress: offline }),
			mo({ MessageId: 'msg1' }),
		];
		for (const body of others) expect((await listener.call({ body })).status).toBe(200);
		expect(listener.executions).toHaveLength(others.length);
		for (const body of others) expect((await listener.call({ body })).status).toBe(200);
		expect(listener.executions).toHaveLength(others.length);
	});

	test('Of several messages in one callback, those that were accepted before are left out', async () => {
		const n8n = await createN8n();
		const listener = await listen(n8n, dropping);
		const [one, two] = [mo({ Message: 'one' }), mo({ Message: 'two' })];
		await listener.call({ body: one });
		const inboundSMSMessage = [one, two];
		const body = { inboundSMSMessageNotification: { inboundSMSMessage } };
		expect((await listener.call({ body })).status).toBe(200);
		expect(textsOf(listener.executions)).toEqual(['one', 'two']);
	});

	test('Delivery statuses are never left out', async () => {
		const n8n = await createN8n();
		const listener = await listen(n8n, { ...dropping, events: ['deliveryStatus'] });
		const body = {
			deliveryInfoNotification: {
				messageId: 'SMSa1',
				deliveryInfo: { address: `tel:${mobile(0)}`, deliveryStatus: 'DeliveredToTerminal' },
			},
		};
		for (let call = 0; call < 2; call++) await listener.call({ body });
		expect(listener.executions).toHaveLength(2);
	});
});

describe('A message that n8n fails to take in', () => {
	test.each([
		['with Ignore Duplicates', dropping],
		['without', counting],
	])(
		'A message that n8n failed to accept is accepted when it is repeated: %s',
		async (_, parameters) => {
			let calls = 0;
			const { sandbox, listener, allAcknowledged } = await registered(parameters, {
				start: () => {
					calls++;
					if (calls <= 3) throw new Error('The database is locked');
				},
			});
			sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
			await allAcknowledged();
			expect(sandbox.history.callbacks[0]?.attempts.map(({ http }) => http)).toEqual([
				500, 500, 500, 200,
			]);
			expect(textsOf(listener.executions)).toEqual(['Hello']);
		},
	);

	test('A message that n8n failed to take in isn’t remembered', async () => {
		const n8n = await createN8n();
		const listener = await listen(n8n, dropping, {
			start: () => {
				throw new Error('The database is locked');
			},
		});
		expect((await listener.call({ body: mo() })).status).toBe(500);
		expect(n8n.staticData).toEqual({});
	});

	test('Of many messages, those that n8n failed to accept are accepted when they are repeated', async () => {
		const seen = new Map<unknown, number>();
		const { sandbox, listener, allAcknowledged } = await registered(dropping, {
			// Each message fails as often as its number says, modulo 3.
			start: ([items]) => {
				const text = items?.[0]?.json.message;
				const times = seen.get(text) ?? 0;
				seen.set(text, times + 1);
				if (times < Number(text) % 3) throw new Error('The database is locked');
			},
		});
		const texts = Array.from({ length: 100 }, (_, n) => String(n));
		for (let n = 0; n < 40; n++) sandbox.fault({ on: 'callback', kind: 'ackLost', skip: n * 3 });
		texts.forEach((message, n) => sandbox.text({ from: mobile(n), to: online, message }));
		await allAcknowledged();
		expect(textsOf(listener.executions).sort()).toEqual([...texts].sort());
	});
});

describe.each(['json', 'multipart'] as const)('While a message is in flight, as %s', (form) => {
	const repeated = inForm(form, mo());

	const inFlight = async () => {
		const n8n = await createN8n();
		const { passed, open, fail } = gate();
		let started = 0;
		const begun = gate();
		const listener = await listen(n8n, dropping, {
			start: async () => {
				started++;
				if (started > 1) return;
				begun.open();
				await passed;
			},
		});
		const first = listener.call(repeated);
		await begun.passed;
		return { listener, first, open, fail };
	};

	test('A repeat gets an empty 503, and is ignored once the message was accepted', async () => {
		const { listener, first, open } = await inFlight();
		const repeat = await listener.call(repeated);
		expect(repeat).toMatchObject({ status: 503, body: '' });
		open();
		expect((await first).status).toBe(200);
		expect((await listener.call(repeated)).status).toBe(200);
		expect(listener.executions).toHaveLength(1);
		expect(listener.errors).toEqual([]);
	});

	test('A repeat is accepted if n8n failed to accept the message', async () => {
		const { listener, first, fail } = await inFlight();
		expect((await listener.call(repeated)).status).toBe(503);
		fail(new Error('The database is locked'));
		expect((await first).status).toBe(500);
		expect((await listener.call(repeated)).status).toBe(200);
		expect(listener.executions).toHaveLength(1);
	});

	test('Other messages are accepted', async () => {
		const { listener, first, open } = await inFlight();
		expect((await listener.call(inForm(form, mo({ Message: 'Other' })))).status).toBe(200);
		open();
		await first;
		expect(textsOf(listener.executions)).toEqual(['Other', 'Hello']);
	});

	test('A repeat is accepted after five minutes, as the message must have failed by then', async () => {
		const { listener, first, open } = await inFlight();
		const now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now + 5 * 60_000 + 5000);
		expect((await listener.call(repeated)).status).toBe(200);
		expect(listener.executions).toHaveLength(1);
		open();
		await first;
	});
});

describe('Remembered messages', () => {
	test('A message is remembered for 72 hours, as long as AT&T repeats it', async () => {
		const n8n = await createN8n();
		const listener = await listen(n8n, dropping);
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
		const startedAt = async (ms: number) => {
			clock.mockImplementation(() => now + ms);
			const before = listener.executions.length;
			expect((await listener.call({ body: mo() })).status).toBe(200);
			return listener.executions.length > before;
		};
		expect(await startedAt(0)).toBe(true);
		expect(await startedAt(71 * 3_600_000)).toBe(false);
		expect(await startedAt(72 * 3_600_000)).toBe(false);
		expect(await startedAt(72 * 3_600_000 + 1)).toBe(true);
		expect(await startedAt(72 * 3_600_000 + 2)).toBe(false);
	});

	test('Up to 2,000 messages are remembered, and the oldest is forgotten first', async () => {
		const n8n = await createN8n();
		const listener = await listen(n8n, dropping);
		const message = (n: number) => mo({ Message: `Text ${n}`, MessageId: '' });
		const startedBy = async (...messages: IDataObject[]) => {
			const before = listener.executions.length;
			const body = { inboundSMSMessageNotification: { inboundSMSMessage: messages } };
			expect((await listener.call({ body })).status).toBe(200);
			return textsOf(listener.executions.slice(before));
		};
		for (let n = 0; n < 2500; n += 250) {
			const messages = Array.from({ length: 250 }, (_, index) => message(n + index));
			expect(await startedBy(...messages)).toHaveLength(250);
		}
		// 14 bytes each, in base64.
		expect(Buffer.from(String(n8n.staticData.seen), 'base64')).toHaveLength(2000 * 14);
		expect(await startedBy(message(2499))).toEqual([]);
		expect(await startedBy(message(700))).toEqual([]);
		expect(await startedBy(message(0))).toEqual(['Text 0']);
	});

	test('A message is remembered by its fingerprint: neither text nor number is stored', async () => {
		const n8n = await createN8n();
		const listener = await listen(n8n, dropping);
		await listener.call({ body: mo({ Message: 'A secret text' }) });
		await listener.call({ body: mo({ Message: 'Another' }) });
		const stored = JSON.stringify(n8n.staticData);
		expect(Object.keys(n8n.staticData)).toEqual(['seen']);
		expect(stored).not.toContain('A secret text');
		expect(stored).not.toContain(mobile(0).slice(-7));
	});

	test.each(callbackForms)('A message is remembered over a restart of n8n, as %s', async (form) => {
		const before = await createN8n();
		const first = await listen(before, dropping);
		const texts = Array.from({ length: 20 }, (_, n) => `Text ${n}`);
		for (const Message of texts) await first.call(inForm(form, mo({ Message })));
		expect(textsOf(first.executions)).toEqual(texts);

		// Another process knows what n8n stored, and no more.
		const after = await createN8n({ staticData: before.staticData });
		const second = await listen(after, dropping);
		for (const Message of [...texts, 'New']) {
			expect((await second.call(inForm(form, mo({ Message })))).status).toBe(200);
		}
		expect(textsOf(second.executions)).toEqual(['New']);
	});

	test('Calls of the Test URL neither remember messages nor ignore any', async () => {
		const n8n = await createN8n();
		const production = await listen(n8n, dropping);
		const testing = await listen(n8n, dropping, { test: true });
		await production.call({ body: mo() });
		for (let call = 0; call < 2; call++) await testing.call({ body: mo() });
		await testing.call({ body: mo({ Message: 'Tested first' }) });
		expect(textsOf(testing.executions)).toEqual(['Hello', 'Hello', 'Tested first']);
		await production.call({ body: mo({ Message: 'Tested first' }) });
		expect(textsOf(production.executions)).toEqual(['Hello', 'Tested first']);
	});

	test('A message is remembered by all processes of an n8n that share its static data', async () => {
		const one = await createN8n();
		const first = await listen(one, dropping);
		await first.call({ body: mo() });
		const other = await createN8n({ staticData: one.staticData });
		const second = await listen(other, dropping);
		await second.call({ body: mo({ Message: 'Other' }) });
		await second.call({ body: mo() });
		expect(textsOf(second.executions)).toEqual(['Other']);
	});

	test('A restart of n8n doesn’t prolong the 72 hours', async () => {
		const before = await createN8n();
		const first = await listen(before, dropping);
		await first.call({ body: mo() });
		const now = Date.now();
		jest.spyOn(Date, 'now').mockImplementation(() => now + 73 * 3_600_000);
		const after = await createN8n({ staticData: before.staticData });
		const second = await listen(after, dropping);
		await second.call({ body: mo() });
		expect(second.executions).toHaveLength(1);
	});

	test('Each trigger remembers its own messages', async () => {
		const [one, other] = [await createN8n(), await createN8n()];
		for (const n8n of [one, other]) {
			const { status, workflowData } = await n8n.webhook({
				parameters: dropping,
				request: { body: mo() },
			});
			expect(status).toBe(200);
			expect(workflowData).toHaveLength(1);
		}
	});

	test('Messages are remembered whatever static data holds', async () => {
		for (const seen of [null, 'x', 'AAAA'.repeat(5), 5, [], { nonsense: 'x' }] as unknown[]) {
			const n8n = await createN8n({ staticData: { seen } as IDataObject });
			const listener = await listen(n8n, dropping);
			for (let call = 0; call < 2; call++) {
				expect((await listener.call({ body: mo() })).status).toBe(200);
			}
			expect(listener.executions).toHaveLength(1);
		}
	});
});

describe('Without Ignore Duplicates', () => {
	test('Each callback of a message starts the workflow, with the same fingerprint', async () => {
		const { sandbox, n8n, listener, allAcknowledged } = await registered(counting);
		sandbox.fault({ on: 'callback', kind: 'ackLost', times: 3 });
		sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
		await allAcknowledged();
		expect(textsOf(listener.executions)).toEqual(['Hello', 'Hello', 'Hello', 'Hello']);
		// For Remove Duplicates, they are the same.
		const prints = listener.executions
			.flatMap((run) => jsonOf(run))
			.map((json) => json.fingerprint);
		expect(new Set(prints).size).toBe(1);
		expect(n8n.staticData).toEqual({});
	});

	test('Duplicates aren’t ignored by default', async () => {
		const n8n = await createN8n();
		const listener = await listen(n8n, receiving());
		for (let call = 0; call < 3; call++) await listener.call({ body: mo() });
		expect(listener.executions).toHaveLength(3);
	});
});

describe('The fingerprint', () => {
	test('Each message from the inbox, which AT&T doesn’t repeat, has a fingerprint of its own', async () => {
		const { sandbox, n8n } = await setUp();
		for (let n = 0; n < 5; n++) sandbox.text({ from: mobile(0), to: offline, message: 'Same' });
		const first = jsonOf(await n8n.poll({ parameters: { shortCode: offline } }));
		for (let n = 0; n < 5; n++) sandbox.text({ from: mobile(0), to: offline, message: 'Same' });
		const second = jsonOf(await n8n.poll({ parameters: { shortCode: offline } }));
		const prints = [...first, ...second].map((json) => json.fingerprint);
		expect(prints).toHaveLength(10);
		expect(new Set(prints).size).toBe(10);
		for (const print of prints) expect(print).toMatch(/^[0-9a-f]{64}$/);
	});
});
