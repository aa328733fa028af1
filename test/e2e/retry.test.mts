import { chain, itemsFrom, manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import { itemsOf } from '../../scripts/lib/n8n/client.mts';
import { mobiles } from '../support/mobile.mts';
import { attSms, setUp, type Setup } from './support/setup.mts';

const recipients = mobiles(8);

describe('A failed execution that is retried from the list of executions', () => {
	let setup: Setup;
	beforeAll(async () => (setup = await setUp()));
	afterAll(async () => await setup.close());

	/** A Send that fails after three people were texted. */
	const failedSend = async (name: string) => {
		const { client, sandbox, credentials } = setup;
		sandbox.reset();
		const workflow = await setup.createWorkflow(
			chain(name, manualTrigger, ...itemsFrom('to', recipients), {
				name: 'Send',
				type: attSms,
				parameters: {
					resource: 'sms',
					operation: 'send',
					to: '={{ $json.to }}',
					message: 'Hello',
					options: { combine: false, concurrency: 1, maxRetryTime: 0 },
				},
				credentials,
			}),
		);
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		const id = await client.runManually(workflow, manualTrigger.name);
		const failed = await client.executionEnded(id);
		expect(failed.status).toBe('error');
		expect([failed.error?.message, sandbox.history.accepted.length]).toEqual([
			expect.stringContaining('503'),
			3,
		]);
		return id;
	};
	const texted = () => setup.sandbox.history.accepted.flatMap(({ addresses }) => addresses);

	test('Each person is texted exactly once, and the retry has all items', async () => {
		const { client, sandbox } = setup;
		const id = await failedSend('Retry');
		const retried = await client.retry(id);
		expect(retried.error).toBeUndefined();
		expect(retried.mode).toBe('retry');
		expect(texted()).toEqual(recipients);
		expect(itemsOf(retried, 'Send').map(({ json }) => json)).toEqual(
			sandbox.history.accepted.map(({ id: messageId, addresses: [to] }) =>
				expect.objectContaining({ to, messageId, status: 'accepted' }),
			),
		);
	});

	test('Each person is texted exactly once, though the execution and its failed retry are both retried', async () => {
		const { client, sandbox } = setup;
		const id = await failedSend('Retry twice');
		sandbox.fault({ on: 'send', kind: '503', skip: 2, times: 1 });
		const first = await client.retry(id);
		expect([first.status, texted().length]).toEqual(['error', 5]);

		const second = await client.retry(id);
		expect(second.error?.message).toContain('retried before');
		expect(texted()).toHaveLength(5);

		const last = await client.retry(first.id);
		expect(last.status).toBe('success');
		expect(texted()).toEqual(recipients);
	});
});
