/** What becomes of a page by what n8n reports on it, and when it reports nothing. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { finishHandOver, handOver } from '../../../../../nodes/AttSmsTrigger/poll/handOver.ts';

interface Emitted {
	text: unknown;
	/** What such an n8n does as it stores the execution, before it looks at its concurrency limit. */
	store(): void;
	/** What it does once the run has started. Returns the end of the run. */
	start(): () => void;
}

/** As n8n’s helper of that name. */
const createDeferredPromise = () => {
	let resolve: (value: unknown) => void = () => {};
	const promise = new Promise((settle) => (resolve = settle));
	return { promise, resolve, reject: () => {} };
};

const silentN8n = (id: string) => {
	const emitted: Emitted[] = [];
	const context = {
		getNode: () => ({ id }),
		getWorkflow: () => ({ id: 'workflow' }),
		helpers: { createDeferredPromise },
		__emit: (
			data: INodeExecutionData[][],
			_: undefined,
			done: { resolve: (value: unknown) => void },
		) => {
			emitted.push({
				text: data[0]?.[0]?.json.message,
				store: () => void JSON.stringify(data),
				start: () => {
					const { resolve } = done;
					return () => resolve({});
				},
			});
		},
	} as unknown as IPollFunctions;
	return { context, emitted, texts: () => emitted.map(({ text }) => text) };
};

const page = (message: string) => [{ json: { message } }];
const never = Number.POSITIVE_INFINITY;

let shift = 0;
const now = performance.now.bind(performance);

beforeEach(() => {
	shift = 0;
	jest.spyOn(performance, 'now').mockImplementation(() => now() + shift);
});

afterEach(() => {
	jest.restoreAllMocks();
});

/** Before 2.41 n8n doesn’t report a run that it rejects: a page without a start is either rejected or waits. */
test('A page that waits for n8n’s concurrency limit isn’t handed over again', async () => {
	const { context, texts } = silentN8n('waits');
	await handOver(context, page('one'), never);
	for (let poll = 0; poll < 3; poll++) {
		shift += 100_000;
		await finishHandOver(context, never);
	}
	expect(texts()).toEqual(['one']);
});

test('A page that n8n has rejected is handed over again once a later one has started a run', async () => {
	const { context, emitted, texts } = silentN8n('rejected');
	await handOver(context, page('one'), never);
	shift += 10_000;
	await handOver(context, page('two'), never);
	emitted[1]?.start();
	shift += 100_000;
	await finishHandOver(context, never);
	expect(texts()).toEqual(['one', 'two', 'one']);
});

test('A page whose run is never reported is handed over again after a quarter of an hour', async () => {
	const { context, texts } = silentN8n('lost');
	await handOver(context, page('one'), never);
	shift += 16 * 60_000;
	await finishHandOver(context, never);
	expect(texts()).toEqual(['one', 'one']);
});

test('A page that n8n has stored waits for its concurrency limit until the run before it has ended', async () => {
	const { context, emitted, texts } = silentN8n('long run');
	await handOver(context, page('one'), never);
	emitted[0]?.store();
	const end = emitted[0]?.start();
	await handOver(context, page('two'), never);
	emitted[1]?.store();
	shift += 60 * 60_000;
	await finishHandOver(context, never);
	expect(texts()).toEqual(['one', 'two']);
	end?.();
	await nextTurn();
	await finishHandOver(context, never);
	// No run takes n8n's place any more, and still none has started.
	expect(texts()).toEqual(['one', 'two', 'two']);
});

test('A page that n8n has not stored is handed over again, however long the run before it takes', async () => {
	const { context, emitted, texts } = silentN8n('long run, locked');
	await handOver(context, page('one'), never);
	emitted[0]?.start();
	await handOver(context, page('two'), never);
	shift += 16 * 60_000;
	await finishHandOver(context, never);
	expect(texts()).toEqual(['one', 'two', 'two']);
});

describe('An n8n that reports on a run when it has ended', () => {
	interface Handed {
		text: unknown;
		/** Within the transaction, before its commit. */
		store(): void;
		/** After the commit, in this process. */
		run(): void;
		reject(): void;
	}

	/** `onEmit` is what such an n8n, from 2.41 on, does with each page; it ends none of the runs. */
	const reportingN8n = (id: string, onEmit: (page: Handed) => void) => {
		const emitted: Handed[] = [];
		const context = {
			getNode: () => ({ id, name: 'Trigger' }),
			getWorkflow: () => ({ id: 'workflow' }),
			getPollBudgetMs: () => 36_000,
			helpers: {
				createDeferredPromise: () => {
					let reject: (error: Error) => void = () => {};
					const promise = new Promise((_, fail) => (reject = fail));
					return { promise, resolve: () => {}, reject };
				},
			},
			__emit: (
				data: INodeExecutionData[][],
				_: undefined,
				{ reject }: { resolve: unknown; reject: (error: Error) => void },
			) => {
				const handed = {
					text: data[0]?.[0]?.json.message,
					store: () => void JSON.stringify(data),
					run: () => void data.map((items) => items.map((item) => ({ ...item }))),
					reject: () => reject(new Error('The database is locked')),
				};
				emitted.push(handed);
				onEmit(handed);
			},
		} as unknown as IPollFunctions;
		return { context, emitted, texts: () => emitted.map(({ text }) => text) };
	};

	const turns = async () => {
		for (let turn = 0; turn < 50; turn++) await nextTurn();
	};

	/** No time passes by itself: what waits for it goes on waiting. */
	beforeEach(() => {
		jest.useFakeTimers({
			doNotFake: ['performance', 'nextTick', 'setImmediate', 'queueMicrotask'],
		});
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	test('Pages that n8n has stored and runs wait for none of the runs to end', async () => {
		const { context, texts } = reportingN8n('slow runs', ({ store, run }) => {
			store();
			run();
		});
		const all = ['one', 'two', 'three', 'four'];
		const poll = async () => {
			for (const text of all) await handOver(context, page(text), never);
			return await finishHandOver(context, never);
		};
		const polled = poll();
		await turns();
		expect(texts()).toEqual(all);
		expect(await polled).toBe(true);
	});

	test.each<[string, (page: Handed) => void]>([
		['has not stored', () => {}],
		['is storing', ({ store }) => store()],
		['has looked at, but not stored', ({ run }) => run()],
	])('A page that n8n %s holds back the next one', async (name, onEmit) => {
		const { context, emitted, texts } = reportingN8n(name, onEmit);
		await handOver(context, page('one'), never);
		const second = handOver(context, page('two'), never);
		await turns();
		expect(texts()).toEqual(['one']);
		emitted[0]?.store();
		emitted[0]?.run();
		expect(await second).toBe(true);
		expect(texts()).toEqual(['one', 'two']);
	});

	test('A page that n8n rejects although it seemed to run is handed over again before the next one', async () => {
		const { context, emitted, texts } = reportingN8n('rejected late', ({ store, run }) => {
			store();
			run();
		});
		await handOver(context, page('one'), never);
		emitted[0]?.reject();
		await turns();
		const second = handOver(context, page('two'), never);
		await jest.advanceTimersByTimeAsync(500);
		expect(await second).toBe(true);
		expect(texts()).toEqual(['one', 'one', 'two']);
	});
});
