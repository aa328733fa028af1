/** A retry from n8n's list of executions: nobody is texted twice, and no message or status is lost. */
import type { INodeParameters, IRun, OnError } from 'n8n-workflow';
import { asked, items, jsonOf, mobile, mobiles, sending, setUp } from './support.mts';

const recipients = mobiles(8);
const orders = items(...recipients.map((to, order) => ({ to, order })));
const personal = (options: INodeParameters = {}) =>
	sending({
		to: '={{ $json.to }}',
		message: '=Order {{ $json.order }}',
		options: { maxRetryTime: 0, concurrency: 1, ...options },
	});

const stored = (run: IRun, status: IRun['status'] = run.status): IRun => ({
	...(JSON.parse(JSON.stringify(run)) as IRun),
	status,
});

const kept = ({ data }: IRun): string => JSON.stringify(data.executionData?.nodeExecutionStack);

describe('A failed execution of Send that is retried from the list', () => {
	test('sends only what it had not sent, and puts out all items with their ids', async () => {
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

	test('keeps the gateway’s own objects of the earlier try without Simplify', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const parameters = personal({ simplify: false });
		const failed = await n8n.run({ parameters, items: orders });
		const retried = await n8n.run({ parameters, items: orders, retryOf: stored(failed.run) });
		const ids = sandbox.history.accepted.map(({ id }) => id);
		expect(jsonOf(retried.output).map(({ Id }) => Id)).toEqual(ids);
	});

	test('never sends what may have been sent, and says so in each retry', async () => {
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

	test('may be retried after it had failed on its input, before anything was sent', async () => {
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

	test('keeps nothing of a run that went well, also after a try that failed', async () => {
		const { sandbox, n8n } = await setUp();
		const first = await n8n.run({ parameters: personal(), items: orders });
		sandbox.fault({ on: 'send', kind: '503', times: 1 });
		const second = await n8n.run({ parameters: personal(), items: orders, retryOnFail: true });
		expect([first.status, second.status]).toEqual(['success', 'success']);
		expect(JSON.stringify(first.run.data)).not.toContain('"attSms":');
		expect(JSON.stringify(second.run.data)).not.toContain('"attSms":');
	});

	test('keeps a small record', async () => {
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

	test.each(onErrors)('sends nothing, since nobody knows what it had sent: %s', async (onError) => {
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
	});

	test('is refused again when the refused retry is retried', async () => {
		const { sandbox, n8n } = await setUp();
		const parameters = personal();
		const { run } = await n8n.run({ parameters, items: orders });
		const before = sandbox.history.accepted.length;
		const refused = await n8n.run({
			parameters,
			items: orders,
			retryOf: stored(run, 'crashed'),
		});
		const again = await n8n.run({ parameters, items: orders, retryOf: stored(refused.run) });
		expect(again.error?.context).toMatchObject({ data: { kind: 'unrecordedRetry' } });
		expect(sandbox.history.accepted).toHaveLength(before);
	});

	test('sends everything with Resend on Retry', async () => {
		const { sandbox, n8n } = await setUp();
		const parameters = personal({ resendOnRetry: true });
		const { run } = await n8n.run({ parameters, items: orders });
		const retryOf = stored(run, 'canceled');
		const { error } = await n8n.run({ parameters, items: orders, retryOf });
		expect(error).toBeUndefined();
		expect(sandbox.history.accepted).toHaveLength(2 * recipients.length);
	});
});

describe('A failed execution of Get Delivery Status that is retried from the list', () => {
	test('gives the final statuses that the first try had been told', async () => {
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
