/** A retry from n8n’s list of executions: nobody is texted twice, and no message or status is lost. */
import type { IDataDeduplicator, INodeParameters, IRun, ITaskData, OnError } from 'n8n-workflow';
import { core } from '../support/n8n.mts';
import { asked, items, jsonOf, mobile, mobiles, sending, setUp, stored } from './support.mts';

const recipients = mobiles(8);
const orders = items(...recipients.map((to, order) => ({ to, order })));
const personal = (options: INodeParameters = {}) =>
	sending({
		to: '={{ $json.to }}',
		message: '=Order {{ $json.order }}',
		options: { maxRetryTime: 0, concurrency: 1, ...options },
	});

const seen = new Set<string>();
const deduplicator = {
	checkProcessedAndRecord: async (notes: string[]) => {
		const processed = notes.filter((note) => seen.has(note));
		notes.forEach((note) => seen.add(note));
		return { new: notes.filter((note) => !processed.includes(note)), processed };
	},
	removeProcessed: async (notes: string[]) => notes.forEach((note) => seen.delete(note)),
};

beforeAll(async () => {
	await core.DataDeduplicationService.init(deduplicator as unknown as IDataDeduplicator);
});

const kept = ({ data }: IRun): string => JSON.stringify(data.executionData?.nodeExecutionStack);

describe('A failed execution of Send that is retried from the list', () => {
	test('The retry sends only what wasn’t sent, and puts out all items with their ids', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const parameters = personal();
		const failed = await n8n.run({ parameters, items: orders });
		expect(failed.status).toBe('error');
		expect(sandbox.history.accepted).toHaveLength(3);

		const retried = await n8n.run({ parameters, items: orders, retryOf: stored(failed.run) });
		expect(retried.error).toBeUndefined();
		expect(sandbox.history.accepted.flatMap(({ addresses }) => addresses)).toEqual(recipients);
		expect(jsonOf(retried.output)).toEqual(
			sandbox.history.accepted.map(({ id, addresses: [to] }) =>
				expect.objectContaining({ to, messageId: id, status: 'accepted' }),
			),
		);
	});

	test('Without Simplify, the retry keeps the gateway’s own objects of the earlier try', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const parameters = personal({ simplify: false });
		const failed = await n8n.run({ parameters, items: orders });
		const retried = await n8n.run({ parameters, items: orders, retryOf: stored(failed.run) });
		const ids = sandbox.history.accepted.map(({ id }) => id);
		expect(jsonOf(retried.output).map(({ Id }) => Id)).toEqual(ids);
	});

	test('The retry never sends what may have been sent, and says so each time', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: 'connectionResetAfter', skip: 2, times: 1 });
		const parameters = personal();
		let { run, error } = await n8n.run({ parameters, items: orders });
		for (let retry = 0; retry < 2; retry++) {
			({ run, error } = await n8n.run({ parameters, items: orders, retryOf: stored(run) }));
			expect(error?.context).toMatchObject({ itemIndex: 2, data: { maybeSent: true } });
		}
		expect(sandbox.history.accepted.flatMap(({ addresses }) => addresses)).toEqual(recipients);
	});

	test('A second retry of the same execution sends nothing, as the first had sent more', async () => {
		const { sandbox, n8n } = await setUp();
		const parameters = personal();
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const failed = stored((await n8n.run({ parameters, items: orders })).run);
		sandbox.fault({ on: 'send', kind: '503', skip: 2, times: 1 });
		const first = await n8n.run({ parameters, items: orders, retryOf: failed });
		expect(sandbox.history.accepted).toHaveLength(5);

		const second = await n8n.run({ parameters, items: orders, retryOf: failed });
		expect(second.error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		expect(second.error?.description).toContain('Retry the latest of its retries');
		const ofSecond = await n8n.run({ parameters, items: orders, retryOf: stored(second.run) });
		expect(ofSecond.error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		expect(sandbox.history.accepted).toHaveLength(5);

		await n8n.run({ parameters, items: orders, retryOf: stored(first.run) });
		expect(sandbox.history.accepted.flatMap(({ addresses }) => addresses)).toEqual(recipients);
	});

	test('A retry that was stopped sends nothing when it is retried', async () => {
		const { sandbox, n8n } = await setUp();
		const parameters = personal();
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const failed = stored((await n8n.run({ parameters, items: orders })).run);
		await n8n.run({ parameters, items: orders, retryOf: failed });
		// n8n stores a stopped execution as it was when it began: with the record that it began from.
		const retried = await n8n.run({
			parameters,
			items: orders,
			retryOf: stored(failed, 'canceled'),
		});
		expect(retried.error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		expect(sandbox.history.accepted).toHaveLength(recipients.length);
	});

	test('An execution may be retried again if its first retry has sent nothing', async () => {
		const { sandbox, n8n } = await setUp();
		const parameters = personal();
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 2 });
		const failed = stored((await n8n.run({ parameters, items: orders })).run);
		const first = await n8n.run({ parameters, items: orders, retryOf: failed });
		expect(first.status).toBe('error');
		expect(sandbox.history.accepted).toHaveLength(3);
		await n8n.run({ parameters, items: orders, retryOf: failed });
		expect(sandbox.history.accepted.flatMap(({ addresses }) => addresses)).toEqual(recipients);
	});

	test('An execution that failed on its input, before anything was sent, may be retried', async () => {
		const { sandbox, n8n } = await setUp();
		const failed = await n8n.run({
			parameters: personal(),
			items: [...orders, ...items({ to: 'nobody' })],
		});
		expect(failed.error?.message).toContain('not a phone number');
		const { node } = failed.run.data.executionData!.nodeExecutionStack[0]!;
		node.parameters.to = mobile(0);
		await n8n.run({ parameters: sending(), retryOf: stored(failed.run) });
		expect(sandbox.history.accepted.length).toBeGreaterThan(0);
	});

	test('A run that went well keeps nothing, even after a try that failed', async () => {
		const { sandbox, n8n } = await setUp();
		const first = await n8n.run({ parameters: personal(), items: orders });
		sandbox.fault({ on: 'send', kind: '503', times: 1 });
		const second = await n8n.run({ parameters: personal(), items: orders, retryOnFail: true });
		expect([first.status, second.status]).toEqual(['success', 'success']);
		expect(JSON.stringify(first.run.data)).not.toContain('"attSms":');
		expect(JSON.stringify(second.run.data)).not.toContain('"attSms":');
	});

	test('The record of a failed execution is small', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const { run } = await n8n.run({ parameters: personal(), items: orders });
		const [entry] = run.data.executionData!.nodeExecutionStack;
		expect(JSON.stringify(entry?.metadata).length).toBeLessThan(1000);
		expect(kept(run)).toContain('"attSms":');
	});
});

describe('A stopped or crashed execution of Send that is retried from the list', () => {
	const onErrors: OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

	test.each(onErrors)(
		'The retry sends nothing, as nobody knows what was sent before: %s',
		async (onError) => {
			const { sandbox, n8n } = await setUp();
			const parameters = personal();
			const { run } = await n8n.run({ parameters, items: orders });
			const before = sandbox.history.accepted.length;
			const retried = await n8n.run({
				parameters,
				items: orders,
				onError,
				retryOnFail: true,
				retryOf: stored(run, 'canceled'),
			});
			expect(sandbox.history.accepted).toHaveLength(before);
			const data = { kind: 'unrecordedRetry', maybeSent: true };
			if (onError === 'stopWorkflow') {
				expect(retried.error?.context).toMatchObject({ data });
				expect(retried.error?.description).toContain('Resend on Retry');
			} else {
				const output = onError === 'continueRegularOutput' ? 0 : 1;
				expect(jsonOf(retried.output, output)).toEqual(
					orders.map(() => expect.objectContaining({ error: expect.objectContaining(data) })),
				);
			}
		},
	);

	test('The retry of a rejected retry is rejected again', async () => {
		const { sandbox, n8n } = await setUp();
		const parameters = personal();
		const { run } = await n8n.run({ parameters, items: orders });
		const before = sandbox.history.accepted.length;
		const rejected = await n8n.run({
			parameters,
			items: orders,
			retryOf: stored(run, 'crashed'),
		});
		const again = await n8n.run({ parameters, items: orders, retryOf: stored(rejected.run) });
		expect(again.error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		expect(sandbox.history.accepted).toHaveLength(before);
	});

	test('With Resend on Retry, the retry sends everything', async () => {
		const { sandbox, n8n } = await setUp();
		const parameters = personal({ resendOnRetry: true });
		const { run } = await n8n.run({ parameters, items: orders });
		const retryOf = stored(run, 'canceled');
		const { error } = await n8n.run({ parameters, items: orders, retryOf });
		expect(error).toBeUndefined();
		expect(sandbox.history.accepted).toHaveLength(2 * recipients.length);
	});
});

describe('A retry of an execution that had failed in an earlier node', () => {
	/** As n8n has stored it, and stores each of its retries that crashes, too. */
	const failedEarlier = (run: IRun, startTime: number): IRun => {
		const copy = stored(run, 'error');
		const { resultData, executionData } = copy.data;
		const [[name, [task]]] = Object.entries(resultData.runData) as [[string, ITaskData[]]];
		resultData.runData = {
			'AT&T SMS Trigger': [{ ...task!, executionIndex: 0, startTime }],
			[name]: [{ ...task!, executionIndex: 0 }],
		};
		for (const entry of executionData!.nodeExecutionStack) delete entry.metadata;
		return copy;
	};

	const failure = async (startTime: number) => {
		const world = await setUp();
		const { run } = await world.n8n.run({
			parameters: personal(),
			items: [...orders, ...items({ to: 'nobody' })],
		});
		expect(world.sandbox.history.accepted).toEqual([]);
		const failed = failedEarlier(run, startTime);
		failed.data.executionData!.nodeExecutionStack[0]!.data.main![0]!.pop();
		return { ...world, failed };
	};

	test('The retry goes through, as nothing was sent', async () => {
		const { sandbox, n8n, failed } = await failure(1000);
		const { error } = await n8n.run({ parameters: personal(), retryOf: failed });
		expect(error).toBeUndefined();
		expect(sandbox.history.accepted).toHaveLength(recipients.length);
	});

	test('The execution is distinguished from one that crashed, to which n8n adds the nodes that had run', async () => {
		const { sandbox, n8n, failed } = await failure(4000);
		const [[crashedNode]] = Object.values(failed.data.resultData.runData) as [[ITaskData]];
		crashedNode.data = { main: [[{ json: { isArtificialRecoveredEventItem: true } }]] };
		const { error } = await n8n.run({ parameters: personal(), retryOf: failed });
		expect(error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		expect(sandbox.history.accepted).toEqual([]);
	});

	test('The retry is rejected if the execution was itself the retry of one that was stopped or crashed', async () => {
		const { sandbox, n8n, failed } = await failure(5000);
		const { executionData } = failed.data;
		executionData!.runtimeData = { version: 1, establishedAt: 5000, source: 'retry' };
		const { error } = await n8n.run({ parameters: personal(), retryOf: failed });
		expect(error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		executionData!.runtimeData = { version: 1, establishedAt: 5000 - 60_000, source: 'webhook' };
		const later = await n8n.run({ parameters: personal(), retryOf: failed });
		expect(later.error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		expect(sandbox.history.accepted).toEqual([]);
	});

	test('Two executions that began in the same millisecond are both retried', async () => {
		const { sandbox, n8n, failed } = await failure(6000);
		const { failed: other } = await failure(6000);
		other.data.executionData!.nodeExecutionStack[0]!.data.main![0]!.pop();
		await n8n.run({ parameters: personal(), retryOf: failed });
		const { error } = await n8n.run({ parameters: personal(), retryOf: other });
		expect(error).toBeUndefined();
		expect(sandbox.history.accepted).toHaveLength(2 * recipients.length - 1);
	});

	test('The retry is rejected if a retry before it had come to the node and crashed', async () => {
		const { sandbox, n8n, failed } = await failure(2000);
		await n8n.run({ parameters: personal(), retryOf: failed });
		const before = sandbox.history.accepted.length;
		expect(before).toBe(recipients.length);
		const again = await n8n.run({ parameters: personal(), retryOf: failed });
		expect(again.error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		expect(sandbox.history.accepted).toHaveLength(before);
	});

	test('The retry sends the rest if a retry before it had failed in the node', async () => {
		const { sandbox, n8n, failed } = await failure(3000);
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const first = await n8n.run({ parameters: personal(), retryOf: failed });
		expect(first.status).toBe('error');
		const second = await n8n.run({ parameters: personal(), retryOf: stored(first.run) });
		expect(second.error).toBeUndefined();
		expect(sandbox.history.accepted.flatMap(({ addresses }) => addresses)).toEqual(recipients);
	});
});

describe('A sub-workflow that a retried execution calls', () => {
	const called = { mode: 'integrated', rootMode: 'retry' } as const;

	test('The sub-workflow sends nothing, as nobody knows what it had sent before', async () => {
		const { sandbox, n8n } = await setUp();
		const { error } = await n8n.run({ parameters: personal(), items: orders, ...called });
		expect(error?.context).toMatchObject({ data: { kind: 'unrecordedRetry', maybeSent: true } });
		expect(error?.message).toContain('sub-workflow');
		expect(sandbox.history.accepted).toEqual([]);
	});

	test('With Resend on Retry, the sub-workflow sends everything', async () => {
		const { sandbox, n8n } = await setUp();
		const parameters = personal({ resendOnRetry: true });
		await n8n.run({ parameters, items: orders, ...called });
		expect(sandbox.history.accepted).toHaveLength(recipients.length);
	});

	test('The sub-workflow sends the rest when it is retried itself', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const parameters = personal();
		const failed = await n8n.run({ parameters, items: orders, mode: 'integrated' });
		await n8n.run({ parameters, items: orders, retryOf: stored(failed.run) });
		expect(sandbox.history.accepted.flatMap(({ addresses }) => addresses)).toEqual(recipients);
	});

	test('The sub-workflow sends as usual if the execution that calls it isn’t a retry', async () => {
		const { sandbox, n8n } = await setUp();
		await n8n.run({ parameters: personal(), items: orders, mode: 'integrated' });
		expect(sandbox.history.accepted).toHaveLength(recipients.length);
	});
});

describe('A failed execution of Get Delivery Status that is retried from the list', () => {
	test('The retry puts out the final statuses that the first try had got', async () => {
		const { sandbox, n8n } = await setUp();
		const [sent] = jsonOf(await n8n.execute({ parameters: sending() }));
		sandbox.fault({ on: 'status', kind: '500', skip: 1, times: 1 });
		const parameters = {
			operation: 'getStatus',
			messageId: '={{ $json.messageId }}',
			options: { maxRetryTime: 0 },
		};
		const [other] = jsonOf(await n8n.execute({ parameters: sending({ to: mobile(1) }) }));
		const given = items(sent!, other!);
		const failed = await n8n.run({ parameters, items: given });
		expect(failed.status).toBe('error');
		const retried = await n8n.run({ parameters, items: given, retryOf: stored(failed.run) });
		expect(jsonOf(retried.output)).toEqual([
			expect.objectContaining({ messageId: sent?.messageId, final: true }),
			expect.objectContaining({ messageId: other?.messageId, final: true }),
		]);
		expect(asked(sandbox, 'status').length).toBeLessThanOrEqual(3);
	});
});
