import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { createN8n, type ListenOptions, type N8n } from '../support/n8nContexts.mts';
import { jsonOf, listen, mobile, mobiles, offline, online, setUp } from './support.mts';
import { mo, receiving, textsOf } from './support/callbacks.mts';

const limited = (messages: number, minutes: number, more: INodeParameters = {}) =>
	receiving({ senderRateLimit: { limit: { messages, minutes } }, ...more });

/** The clock of the nodes, which stands still until it is moved. */
const stopClock = () => {
	let now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	return (minutes: number) => {
		now += minutes * 60_000;
	};
};

afterEach(() => {
	jest.restoreAllMocks();
});

const open = async (parameters: INodeParameters, options: ListenOptions = {}, on?: N8n) => {
	const n8n = on ?? (await createN8n());
	const listener = await listen(n8n, parameters, options);
	let sent = 0;
	/** A callback, and what it started: texts, and `held` where the output tells of it. */
	const text = async (sender = 0, message = String(sent + 1)): Promise<unknown[]> => {
		sent++;
		const before = listener.executions.length;
		const body = mo({ SenderAddress: `tel:${mobile(sender)}`, Message: message });
		const { status, body: said } = await listener.call({ body });
		expect({ status, said }).toEqual({ status: 200, said: '' });
		return listener.executions
			.slice(before)
			.flatMap((run) => jsonOf(run))
			.map(({ event, message }) => (event === 'rateLimited' ? 'held' : message));
	};
	return { n8n, listener, text };
};

describe('With a limit, by webhook', () => {
	test('A sender who exceeds the limit starts nothing more, and one item says so', async () => {
		stopClock();
		const { listener, text } = await open(limited(3, 10));
		const started = [];
		for (let n = 0; n < 20; n++) started.push(await text());
		expect(started.slice(0, 4)).toEqual([['1'], ['2'], ['3'], ['held']]);
		expect(started.slice(4).flat()).toEqual([]);
		expect(listener.executions[3]).toEqual([
			[
				{
					json: {
						event: 'rateLimited',
						senderAddress: mobile(0),
						destinationAddress: online,
						messages: 3,
						minutes: 10,
					},
				},
			],
		]);
	});

	test.each(['STOP', 'stop!', 'HELP', 'START'])(
		'A keyword starts the workflow however often its sender has written: %s',
		async (keyword) => {
			stopClock();
			const { text } = await open(limited(1, 10));
			expect([await text(), await text(), await text()]).toEqual([['1'], ['held'], []]);
			for (let n = 0; n < 3; n++) expect(await text(0, keyword)).toEqual([keyword]);
			expect(await text()).toEqual([]);
		},
	);

	test('A keyword doesn’t count towards the limit of its sender', async () => {
		stopClock();
		const { text } = await open(limited(2, 10));
		for (let n = 0; n < 5; n++) expect(await text(0, 'HELP')).toEqual(['HELP']);
		expect([await text(), await text(), await text()]).toEqual([['6'], ['7'], ['held']]);
	});

	test('Other senders aren’t limited', async () => {
		stopClock();
		const { text } = await open(limited(2, 10));
		for (let n = 0; n < 5; n++) await text(0);
		expect(await text(1)).toEqual(['6']);
		expect(await text(0)).toEqual([]);
		expect(await text(2)).toEqual(['8']);
	});

	test('A sender’s messages come through again after a pause, and the next excess has an item again', async () => {
		const pass = stopClock();
		const { text } = await open(limited(2, 10));
		expect([await text(), await text(), await text(), await text()]).toEqual([
			['1'],
			['2'],
			['held'],
			[],
		]);
		pass(10);
		expect([await text(), await text(), await text(), await text()]).toEqual([
			['5'],
			['6'],
			['held'],
			[],
		]);
	});

	test('A sender who doesn’t pause stays limited, without another item', async () => {
		const pass = stopClock();
		const { text } = await open(limited(2, 10));
		const started = [];
		for (let n = 0; n < 30; n++) {
			started.push(...(await text()));
			pass(3);
		}
		expect(started).toEqual(['1', '2', 'held']);
	});

	test('A sender who stays within the limit is never limited', async () => {
		const pass = stopClock();
		const { text } = await open(limited(2, 10));
		for (let n = 1; n <= 30; n++) {
			expect(await text()).toEqual([String(n)]);
			pass(5);
		}
	});

	test('A sender is the same, however the number is written', async () => {
		stopClock();
		const { listener } = await open(limited(2, 10));
		for (const SenderAddress of ['tel:+12065550100', 'tel%3A%2B12065550100', '2065550100']) {
			await listener.call({ body: mo({ SenderAddress }) });
		}
		expect(listener.executions.map((run) => jsonOf(run)[0]?.event)).toEqual([
			'message',
			'message',
			'rateLimited',
		]);
	});

	test('A message that n8n fails to accept isn’t counted until it is accepted', async () => {
		let failing = 5;
		const { listener } = await open(limited(1, 10), {
			start: () => {
				if (failing-- > 0) throw new Error('The database is locked');
			},
		});
		const repeats = [];
		for (let n = 0; n < 6; n++) repeats.push((await listener.call({ body: mo() })).status);
		expect(repeats).toEqual([500, 500, 500, 500, 500, 200]);
		expect(textsOf(listener.executions)).toEqual(['Hello']);
	});

	test('The item about a limited sender isn’t lost if n8n fails to take it in', async () => {
		let failing = false;
		const { listener } = await open(limited(1, 10), {
			start: () => {
				if (failing) throw new Error('The database is locked');
			},
		});
		expect((await listener.call({ body: mo() })).status).toBe(200);
		failing = true;
		expect((await listener.call({ body: mo({ Message: 'two' }) })).status).toBe(500);
		failing = false;
		expect((await listener.call({ body: mo({ Message: 'two' }) })).status).toBe(200);
		expect(listener.executions.map((run) => jsonOf(run)[0]?.event)).toEqual([
			'message',
			'rateLimited',
		]);
	});

	test('Ignored duplicates aren’t counted', async () => {
		stopClock();
		const { listener } = await open(limited(2, 10, { ignoreDuplicates: true }));
		for (let n = 0; n < 5; n++) await listener.call({ body: mo({ Message: 'one' }) });
		await listener.call({ body: mo({ Message: 'two' }) });
		expect(textsOf(listener.executions)).toEqual(['one', 'two']);
	});

	test('Delivery statuses aren’t counted', async () => {
		const { listener } = await open({ ...limited(1, 10), events: ['deliveryStatus'] });
		const deliveryInfo = { address: `tel:${mobile(0)}`, deliveryStatus: 'DeliveredToTerminal' };
		const body = { deliveryInfoNotification: { messageId: 'SMSa1', deliveryInfo } };
		for (let n = 0; n < 3; n++) await listener.call({ body });
		expect(listener.executions).toHaveLength(3);
	});

	test('What was counted holds over a restart of n8n', async () => {
		stopClock();
		const before = await open(limited(3, 10));
		for (let n = 0; n < 3; n++) await before.text();
		const restarted = await createN8n({ staticData: before.n8n.staticData });
		const after = await open(limited(3, 10), {}, restarted);
		expect([await after.text(), await after.text()]).toEqual([['held'], []]);
	});

	test('At most 500 senders are remembered, and the longest silent is forgotten first', async () => {
		stopClock();
		const { n8n, listener, text } = await open(limited(1, 10));
		await text(0);
		for (const senders of [mobiles(700).slice(100, 400), mobiles(700).slice(400)]) {
			const inboundSMSMessage = senders.map((number) => mo({ SenderAddress: `tel:${number}` }));
			const body = { inboundSMSMessageNotification: { inboundSMSMessage } };
			expect((await listener.call({ body })).status).toBe(200);
		}
		expect(String(n8n.staticData.senders).split('\n')).toHaveLength(500);
		expect(await text(0)).toEqual(['2']);
		const last = mobiles(700).at(-1) ?? '';
		await listener.call({ body: mo({ SenderAddress: `tel:${last}` }) });
		expect(listener.executions.at(-1)?.[0]?.[0]?.json).toMatchObject({
			event: 'rateLimited',
			senderAddress: last,
		});
	});

	test('The limit is ten messages in ten minutes by default', async () => {
		const pass = stopClock();
		const { text } = await open(receiving({ senderRateLimit: { limit: {} } }));
		for (let n = 1; n <= 10; n++) expect(await text()).toEqual([String(n)]);
		expect(await text()).toEqual(['held']);
		pass(10);
		expect(await text()).toEqual(['12']);
	});
});

describe('Without a limit', () => {
	test.each<[string, INodeParameters]>([
		['by default', receiving()],
		['if the option is added and left empty', receiving({ senderRateLimit: {} })],
	])('No sender is limited %s', async (_, parameters) => {
		stopClock();
		const { n8n, text } = await open(parameters);
		for (let n = 1; n <= 30; n++) expect(await text()).toEqual([String(n)]);
		expect(n8n.staticData).toEqual({});
	});
});

describe('Two auto-replies that meet', () => {
	/** A workflow that answers each item, and a mobile that answers each answer. */
	const meet = async (options: INodeParameters, mostRounds: number) => {
		const { sandbox, n8n } = await setUp();
		let rounds = 0;
		const listener = await listen(n8n, receiving(options), {
			start: () => {
				rounds++;
				if (rounds >= mostRounds) return;
				sandbox.text({ from: mobile(0), to: online, message: `I am away (${rounds})` });
			},
		});
		sandbox.setListener(online, { message: listener.url });
		sandbox.text({ from: mobile(0), to: online, message: 'I am away' });
		return { sandbox, listener };
	};

	test('Without a limit, two auto-replies text each other endlessly', async () => {
		const { sandbox, listener } = await meet({}, 100);
		await sandbox.until(() => listener.executions.length === 100);
		expect(sandbox.history.callbacks).toHaveLength(100);
	});

	test('With a limit, two auto-replies stop, and one item says so', async () => {
		const { sandbox, listener } = await meet(
			{ senderRateLimit: { limit: { messages: 5, minutes: 10 } } },
			100,
		);
		// The sixth message is told of, which is answered once more; the seventh starts nothing.
		await sandbox.until(
			({ callbacks }) => callbacks.length === 7 && callbacks[6]?.state === 'acknowledged',
		);
		await sandbox.idle();
		expect(listener.executions.map((run) => jsonOf(run)[0]?.event)).toEqual([
			...Array<string>(5).fill('message'),
			'rateLimited',
		]);
		expect(sandbox.history.callbacks).toHaveLength(7);
	});
});

describe('With a limit, by polling', () => {
	const polling = (messages: number, minutes: number): INodeParameters => ({
		shortCode: offline,
		options: { senderRateLimit: { limit: { messages, minutes } } },
	});
	const summary = (output: INodeExecutionData[][] | null) =>
		output &&
		jsonOf(output).map(({ event, message }) => (event === 'rateLimited' ? 'held' : message));

	test('A sender who exceeds the limit starts nothing more, and one item says so', async () => {
		const pass = stopClock();
		const { sandbox, n8n } = await setUp();
		const write = (count: number, from = mobile(0)) => {
			for (let n = 1; n <= count; n++) sandbox.text({ from, to: offline, message: String(n) });
		};
		const poll = async () => summary(await n8n.poll({ parameters: polling(3, 10) }));

		expect(await poll()).toBeNull();
		write(6);
		write(2, mobile(1));
		expect(await poll()).toEqual(['1', '2', '3', 'held', '1', '2']);
		pass(5);
		write(2);
		expect(await poll()).toBeNull();
		write(1);
		write(1, mobile(1));
		expect(await poll()).toEqual(['1']);
		pass(10);
		write(2);
		expect(await poll()).toEqual(['1', '2']);
	});

	test('The item names the sender, the short code and the limit', async () => {
		stopClock();
		const { sandbox, n8n } = await setUp();
		await n8n.poll({ parameters: polling(1, 10) });
		for (const message of ['one', 'two']) {
			sandbox.text({ from: mobile(0), to: offline, message });
		}
		const [, held] = jsonOf(await n8n.poll({ parameters: polling(1, 10) }));
		expect(held).toEqual({
			event: 'rateLimited',
			senderAddress: mobile(0),
			destinationAddress: offline,
			messages: 1,
			minutes: 10,
		});
	});

	test('What was counted holds over a restart of n8n', async () => {
		stopClock();
		const { sandbox, n8n } = await setUp();
		const write = (message: string) => sandbox.text({ from: mobile(0), to: offline, message });
		expect(summary(await n8n.poll({ parameters: polling(1, 10) }))).toBeNull();
		write('one');
		expect(summary(await n8n.poll({ parameters: polling(1, 10) }))).toEqual(['one']);
		const restarted = await createN8n({
			credential: n8n.credential,
			staticData: n8n.staticData,
		});
		write('two');
		expect(summary(await restarted.poll({ parameters: polling(1, 10) }))).toEqual(['held']);
	});

	test('Messages of five minutes don’t count as sent at one moment', async () => {
		const pass = stopClock();
		const { sandbox, n8n } = await setUp();
		const write = (count: number) => {
			for (let n = 1; n <= count; n++) {
				sandbox.text({ from: mobile(0), to: offline, message: String(n) });
			}
		};
		const poll = async () => summary(await n8n.poll({ parameters: polling(2, 1) }));
		expect(await poll()).toBeNull();
		pass(5);
		write(10);
		expect(await poll()).toEqual(Array.from({ length: 10 }, (_, n) => String(n + 1)));
		pass(5);
		write(14);
		// Two a minute make ten in five minutes; two more can have been sent at the very end of them.
		expect(await poll()).toEqual([...Array.from({ length: 12 }, (_, n) => String(n + 1)), 'held']);
	});

	test('Messages of the first poll don’t count as sent at one moment: they may have waited for 30 minutes', async () => {
		stopClock();
		const { sandbox, n8n } = await setUp();
		for (let n = 1; n <= 12; n++) {
			sandbox.text({ from: mobile(0), to: offline, message: String(n) });
		}
		// Two in ten minutes make six in thirty; two more can have been sent at the very end of them.
		expect(summary(await n8n.poll({ parameters: polling(2, 10) }))).toEqual([
			...Array.from({ length: 8 }, (_, n) => String(n + 1)),
			'held',
		]);
	});

	test('Without a limit, no sender is limited', async () => {
		const { sandbox, n8n } = await setUp();
		for (let n = 0; n < 30; n++) {
			sandbox.text({ from: mobile(0), to: offline, message: String(n) });
		}
		expect(jsonOf(await n8n.poll({ parameters: { shortCode: offline } }))).toHaveLength(30);
	});
});
