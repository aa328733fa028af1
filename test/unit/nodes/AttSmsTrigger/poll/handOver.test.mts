/** Before 2.41 n8n doesn’t report a run that it rejects: a page without a start is either rejected or waits. */
import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { finishHandOver, handOver } from '../../../../../nodes/AttSmsTrigger/poll/handOver.ts';

interface Emitted {
	text: unknown;
	/** What such an n8n does once the run has started. */
	start(): void;
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
			[items]: INodeExecutionData[][],
			_: undefined,
			done: { resolve: (value: unknown) => void },
		) => {
			emitted.push({ text: items?.[0]?.json.message, start: () => void done.resolve });
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
