// Batch Bursts: callbacks that arrive while n8n stores a run start the next run together.
import { setTimeout as sleep } from 'node:timers/promises';
import { createN8n, type ListenOptions } from '../support/n8nContexts.mts';
import { jsonOf, listen } from './support.mts';
import { mo, receiving, textsOf } from './support/callbacks.mts';

const batching = receiving({ batchBursts: true });

/** A listener whose runs are stored when the test says so. */
const open = async (parameters = batching, options: ListenOptions = {}) => {
	const stored: Array<(error?: Error) => void> = [];
	const n8n = await createN8n();
	const listener = await listen(n8n, parameters, {
		start: async () =>
			await new Promise<void>((resolve, reject) => {
				stored.push((error) => (error ? reject(error) : resolve()));
			}),
		...options,
	});
	const until = async (condition: () => boolean) => {
		while (!condition()) await sleep(2);
	};
	/** Ends the storing of the run with that number, from 0. */
	const store = async (run: number, error?: Error) => {
		await until(() => stored.length > run);
		stored[run]?.(error);
	};
	/** Makes a call, and waits until the trigger has got it and has it wait. */
	const arrive = async (body: object) => {
		const before = listener.arrived();
		const answer = listener.call({ body });
		await until(() => listener.arrived() > before && stored.length > 0);
		await sleep(15);
		return { answer };
	};
	/** Calls that arrive one after the other, all while the first run is being stored. */
	const burst = async (texts: string[]) => {
		const answers: Array<ReturnType<typeof listener.call>> = [];
		for (const Message of texts) answers.push((await arrive(mo({ Message }))).answer);
		return answers;
	};
	const runs = () => listener.executions.map((run) => textsOf([run]));
	return { n8n, listener, stored, store, arrive, burst, runs, until };
};

const statuses = async (answers: Array<Promise<{ status: number }>>) =>
	(await Promise.all(answers)).map(({ status }) => status);

test('Callbacks that arrive while a run is stored go out together as the next run, in order', async () => {
	const { stored, store, burst, runs } = await open();
	const answers = await burst(['one', 'two', 'three', 'four']);
	expect(stored).toHaveLength(1);
	await store(0);
	await store(1);
	expect(await statuses(answers)).toEqual([200, 200, 200, 200]);
	expect(runs()).toEqual([['one'], ['two', 'three', 'four']]);
});

test('Nobody waits while no run is being stored', async () => {
	const { listener, runs } = await open(batching, { start: undefined });
	for (const Message of ['one', 'two', 'three']) {
		expect((await listener.call({ body: mo({ Message }) })).status).toBe(200);
	}
	expect(runs()).toEqual([['one'], ['two'], ['three']]);
});

test('No caller is answered before the run that holds its message is stored', async () => {
	const { store, burst } = await open();
	const answers = await burst(['one', 'two', 'three']);
	const answered = new Set<number>();
	answers.forEach((answer, index) => void answer.then(() => answered.add(index)));
	await sleep(50);
	expect([...answered]).toEqual([]);
	await store(0);
	await answers[0];
	await sleep(50);
	expect([...answered]).toEqual([0]);
	await store(1);
	expect(await statuses(answers)).toEqual([200, 200, 200]);
});

test('A run that can’t be stored is an error to all its callers, and the next one goes on', async () => {
	const { listener, store, burst, runs } = await open(
		receiving({ batchBursts: true, ignoreDuplicates: true }),
	);
	const answers = await burst(['one', 'two', 'three']);
	await store(0);
	await store(1, new Error('The database is locked'));
	const rejected = await statuses(answers);
	expect(rejected[0]).toBe(200);
	expect(rejected.slice(1).every((status) => status >= 500)).toBe(true);

	// AT&T repeats them, and they are not taken for duplicates.
	const again = [
		listener.call({ body: mo({ Message: 'two' }) }),
		listener.call({ body: mo({ Message: 'one' }) }),
	];
	await store(2);
	expect(await statuses(again)).toEqual([200, 200]);
	expect(runs()).toEqual([['one'], ['two']]);
});

test('The messages of a burst are remembered once n8n has stored its run', async () => {
	const { n8n, store, burst } = await open(
		receiving({ batchBursts: true, ignoreDuplicates: true }),
	);
	const answers = await burst(['one', 'two', 'three']);
	await store(0);
	await store(1);
	await statuses(answers);
	const restarted = await createN8n({ staticData: n8n.staticData });
	const listener = await listen(restarted, receiving({ ignoreDuplicates: true }));
	for (const Message of ['one', 'two', 'three', 'four']) {
		await listener.call({ body: mo({ Message }) });
	}
	expect(textsOf(listener.executions)).toEqual(['four']);
});

test('At most 100 callers wait: the others get a 503, and AT&T repeats their callbacks', async () => {
	const { listener, stored, store, until, runs } = await open();
	const first = listener.call({ body: mo({ Message: 'first' }) });
	await until(() => stored.length > 0);
	const answers = Array.from({ length: 130 }, (_, n) =>
		listener.call({ body: mo({ Message: String(n) }) }),
	);
	let rejected = 0;
	answers.forEach(
		(answer) => void answer.then(({ status }) => (rejected += Number(status === 503))),
	);
	await until(() => rejected === 30);
	await store(0);
	await store(1);
	const all = await statuses([first, ...answers]);
	expect(all.filter((status) => status === 200)).toHaveLength(101);
	expect(runs().flat()).toHaveLength(101);
}, 30_000);

test('A run has at most 500 items, unless one callback brings more', async () => {
	const { store, arrive, runs } = await open();
	const list = (count: number) => ({
		inboundSMSMessageNotification: {
			inboundSMSMessage: Array.from({ length: count }, (_, n) => mo({ Message: String(n) })),
		},
	});
	const answers = [];
	for (const count of [1, 200, 200, 200]) answers.push((await arrive(list(count))).answer);
	for (const run of [0, 1, 2]) await store(run);
	expect(await statuses(answers)).toEqual([200, 200, 200, 200]);
	expect(runs().map((run) => run.length)).toEqual([1, 400, 200]);
});

test('A run that n8n never answers keeps the next one waiting until its caller hangs up', async () => {
	const { listener, stored, store, until, runs } = await open();
	const hangUp = new AbortController();
	const first = listener.call({ body: mo({ Message: 'first' }), signal: hangUp.signal });
	const gone = expect(first).rejects.toThrow();
	await until(() => stored.length > 0);
	const second = listener.call({ body: mo({ Message: 'second' }) });
	hangUp.abort();
	await gone;
	await store(1);
	expect((await second).status).toBe(200);
	expect(runs()).toEqual([['second']]);
});

test('Messages that n8n couldn’t store don’t count towards the rate limit of their sender', async () => {
	const limit = { messages: 2, minutes: 10 };
	const { store, burst, runs } = await open(
		receiving({ batchBursts: true, senderRateLimit: { limit } }),
	);
	const lost = await burst(['one', 'two']);
	await store(0, new Error('The database is locked'));
	await store(1, new Error('The database is locked'));
	expect((await statuses(lost)).every((status) => status >= 500)).toBe(true);
	const again = await burst(['one', 'two']);
	await store(2);
	await store(3);
	expect(await statuses(again)).toEqual([200, 200]);
	expect(runs()).toEqual([['one'], ['two']]);
});

test('A run takes messages and delivery statuses together, in the order of arrival', async () => {
	const { listener, store, arrive } = await open(
		receiving({ batchBursts: true }, { events: ['message', 'deliveryStatus'] }),
	);
	const notice = {
		deliveryInfoNotification: {
			messageId: 'SMSa1',
			deliveryInfo: { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' },
		},
	};
	const answers = [];
	for (const body of [mo(), mo({ Message: 'two' }), notice, mo({ Message: 'three' })]) {
		answers.push((await arrive(body)).answer);
	}
	await store(0);
	await store(1);
	expect(await statuses(answers)).toEqual([200, 200, 200, 200]);
	expect(listener.executions.map((run) => jsonOf(run).map(({ event }) => event))).toEqual([
		['message'],
		['message', 'deliveryStatus', 'message'],
	]);
});

test('Callers who wait get their run, though the option is turned off meanwhile', async () => {
	const { n8n, store, burst, runs } = await open();
	const answers = await burst(['one', 'two', 'three']);
	const without = await listen(n8n, receiving());
	expect((await without.call({ body: mo({ Message: 'four' }) })).status).toBe(200);
	await store(0);
	await store(1);
	expect(await statuses(answers)).toEqual([200, 200, 200]);
	expect(runs()).toEqual([['one'], ['two', 'three']]);
	expect(textsOf(without.executions)).toEqual(['four']);
});

test('A test call starts its own run', async () => {
	const listener = await listen(await createN8n(), batching, { test: true });
	await Promise.all(['one', 'two'].map((Message) => listener.call({ body: mo({ Message }) })));
	expect(listener.executions.map((run) => jsonOf(run))).toHaveLength(2);
});
