/** Output that AT&T returns only once outlives the execution that was stopped. */
import type { INode, INodeExecutionData, INodeParameters, IRun } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/types.mts';
import { createN8n } from '../support/n8nContexts.mts';
import {
	asked,
	credentialFor,
	items,
	jsonOf,
	mobile,
	offline,
	openSandbox,
	sending,
} from './support.mts';

interface Kept {
	nodes: INode[];
	items: INodeExecutionData[];
}

const open = async (settings: Parameters<typeof openSandbox>[0] = {}) => {
	const sandbox = await openSandbox(settings);
	const kept: Kept[] = [];
	const n8n = await createN8n({
		credential: credentialFor(sandbox),
		startSubWorkflow: ({ nodes }, given) =>
			void kept.push(JSON.parse(JSON.stringify({ nodes, items: given })) as Kept),
	});
	/** Stops an execution at the moment given, and returns the execution that keeps its output. */
	const stopped = async (
		parameters: INodeParameters,
		moment: () => Promise<unknown>,
		given?: INodeExecutionData[],
	) => {
		const stop = new AbortController();
		const running = n8n.run({ parameters, items: given, abortSignal: stop.signal });
		await moment();
		stop.abort();
		expect((await running).stored?.status).toBe('canceled');
		expect(kept).toHaveLength(1);
		return await n8n.run({ parameters, items: kept[0]?.items, mode: 'integrated' });
	};
	const retry = async (parameters: INodeParameters, { run }: { run: IRun }) =>
		await n8n.run({ parameters, retryOf: JSON.parse(JSON.stringify(run)) as IRun });
	return { sandbox, n8n, kept, stopped, retry };
};

/** One status was read, and the next one has been asked for. */
const afterSecondLookUp = async (sandbox: Sandbox): Promise<void> =>
	await sandbox.until(
		({ statusReads }) => statusReads.length >= 1 && asked(sandbox, 'status').length >= 2,
		20_000,
	);

test('The messages that Get Inbox had read when it was stopped come out when the execution that keeps them is retried', async () => {
	const { sandbox, n8n, stopped, retry } = await open({ inboxPageSize: 5, latencyMs: 50 });
	const texts = Array.from({ length: 50 }, (_, n) => `Text ${n}`);
	texts.forEach((message, n) => sandbox.text({ from: mobile(n), to: offline, message }));
	const parameters = { operation: 'getInbox', shortCode: offline };
	const failed = await stopped(parameters, async () => {
		await sandbox.until(({ inboxReads }) => inboxReads.length >= 4, 60_000);
	});
	expect(failed.error?.description).toContain('Retry it');
	expect(failed.error?.context).toMatchObject({
		data: { kind: 'stoppedExecution', mayHaveBeenProcessed: true },
	});

	const readsBefore = sandbox.history.inboxReads.length;
	const retried = await retry(parameters, failed);
	const given = jsonOf(retried.output).map(({ message }) => message);
	expect(given.slice(0, 15)).toEqual(texts.slice(0, 15));
	expect(sandbox.history.inboxReads).toHaveLength(readsBefore);
	expect(retried.output[0]?.map(({ pairedItem }) => pairedItem)).toEqual(
		given.map((_, item) => ({ item })),
	);

	// None comes out twice, and none is lost: the next read has what is left.
	const rest = jsonOf(await n8n.execute({ parameters })).map(({ message }) => message);
	expect([...given, ...rest]).toEqual(texts);
});

test('The final statuses that Get Delivery Status had got when it was stopped are kept', async () => {
	const { sandbox, n8n, stopped, retry } = await open();
	const sent = [];
	for (const to of [mobile(0), mobile(1)]) {
		sent.push(...jsonOf(await n8n.execute({ parameters: sending({ to }) })));
	}
	const parameters = { operation: 'getStatus', messageId: '={{ $json.messageId }}' };
	sandbox.fault({ on: 'status', kind: '503', skip: 1, times: 100 });
	const failed = await stopped(parameters, () => afterSecondLookUp(sandbox), items(...sent));
	const { output } = await retry(parameters, failed);
	expect(jsonOf(output)).toEqual([expect.objectContaining({ final: true })]);
});

test('The delivery that Wait for Delivery had seen when it was stopped is kept, and nobody is texted again', async () => {
	const { sandbox, stopped, retry } = await open();
	sandbox.fault({ on: 'status', kind: '503', skip: 1, times: 100 });
	const parameters = sending({
		to: '={{ $json.to }}',
		options: { waitForDelivery: 60, combine: false, concurrency: 1 },
	});
	const failed = await stopped(
		parameters,
		() => afterSecondLookUp(sandbox),
		items({ to: mobile(0) }, { to: mobile(1) }),
	);
	const { output } = await retry(parameters, failed);
	expect(jsonOf(output)).toEqual([
		expect.objectContaining({ to: mobile(0), status: 'accepted', final: true }),
		expect.objectContaining({ to: mobile(1), status: 'accepted', final: false }),
	]);
	expect(sandbox.history.accepted).toHaveLength(2);
});

test('A Send that is stopped in Wait for Delivery before any status keeps the message ids, and its record says what was sent', async () => {
	const { sandbox, n8n, kept, retry } = await open();
	sandbox.fault({ on: 'status', kind: '503', times: 100 });
	const parameters = sending({
		to: '={{ $json.to }}',
		options: { waitForDelivery: 60, combine: false },
	});
	const given = items({ to: mobile(0) }, { to: mobile(1) });
	const stop = new AbortController();
	const running = n8n.run({ parameters, items: given, abortSignal: stop.signal });
	await sandbox.until(() => asked(sandbox, 'status').length >= 1, 20_000);
	stop.abort();
	const { stored } = await running;
	expect(stored?.status).toBe('canceled');
	expect(stored?.data.resultData.metadata).toEqual({
		attSms_node: 'AT&T SMS',
		attSms_sentItems: '0–1',
	});

	expect(kept).toHaveLength(1);
	const failed = await n8n.run({ parameters, items: kept[0]?.items, mode: 'integrated' });
	expect(failed.error?.context).toMatchObject({ data: { kind: 'stoppedExecution' } });
	const { output } = await retry(parameters, failed);
	expect(jsonOf(output)).toEqual(
		[mobile(0), mobile(1)].map((to) =>
			expect.objectContaining({ to, status: 'accepted', messageId: expect.any(String) }),
		),
	);
	expect(sandbox.history.accepted).toHaveLength(2);
});

test('A stopped execution that AT&T had returned nothing to keeps nothing', async () => {
	const { sandbox, n8n, kept } = await open({ latencyMs: 200 });
	const stop = new AbortController();
	const running = n8n.run({ parameters: sending(), abortSignal: stop.signal });
	await sandbox.until(({ accepted }) => accepted.length === 1, 60_000);
	stop.abort();
	await running;
	expect(kept).toEqual([]);
});

test('The execution that keeps output runs in the same node, and never goes on after its error', async () => {
	const { sandbox, stopped, kept } = await open({ inboxPageSize: 1, latencyMs: 50 });
	for (let n = 0; n < 20; n++) sandbox.text({ from: mobile(n), to: offline, message: `Text ${n}` });
	await stopped({ operation: 'getInbox', shortCode: offline }, async () => {
		await sandbox.until(({ inboxReads }) => inboxReads.length >= 3, 60_000);
	});
	expect(kept[0]?.nodes[1]).toMatchObject({
		name: 'AT&T SMS',
		onError: 'stopWorkflow',
		retryOnFail: false,
	});
});

describe('An execution with Retry On Fail that is stopped', () => {
	test('The messages that Get Inbox had read before the try in which it was stopped are kept', async () => {
		const { sandbox, n8n, kept } = await open();
		for (let n = 0; n < 5; n++) {
			sandbox.text({ from: mobile(n), to: offline, message: `Text ${n}` });
		}
		const stop = new AbortController();
		// n8n waits before it tries again, as the first item of the output is an error.
		const stopping = sandbox.subscribe(({ type }) => {
			if (type === 'inboxRead') setTimeout(() => stop.abort(), 300);
		});
		await n8n.run({
			parameters: { operation: 'getInbox', shortCode: '={{ $json.code }}' },
			items: items({ code: 'none' }, { code: offline }),
			onError: 'continueRegularOutput',
			retryOnFail: true,
			waitBetweenTries: 1000,
			abortSignal: stop.signal,
		});
		stopping();
		expect(kept).toHaveLength(1);
		expect(kept[0]?.items.map(({ json }) => json.message)).toEqual(
			Array.from({ length: 5 }, (_, n) => `Text ${n}`),
		);
	});

	test('The statuses of Get Delivery Status are kept once', async () => {
		const { sandbox, n8n, kept } = await open();
		const sent = [];
		for (const to of [mobile(0), mobile(1)]) {
			sent.push(...jsonOf(await n8n.execute({ parameters: sending({ to }) })));
		}
		sandbox.fault({ on: 'status', kind: '503', skip: 1, times: 100 });
		const stop = new AbortController();
		const running = n8n.run({
			parameters: { operation: 'getStatus', messageId: '={{ $json.messageId }}' },
			items: items(...sent),
			retryOnFail: true,
			abortSignal: stop.signal,
		});
		await sandbox.until(
			({ statusReads }) => statusReads.length >= 1 && asked(sandbox, 'status').length >= 2,
			20_000,
		);
		stop.abort();
		await running;
		expect(kept.map((each) => each.items.length)).toEqual([1]);
	});
});
