import { chain, itemsFrom, manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import { itemsOf } from '../../scripts/lib/n8n/client.mts';
import { mobiles } from '../support/mobile.mts';
import { attSms, setUp, type Setup } from './support/setup.mts';

const recipients = mobiles(8);

describe('A failed execution that is retried from the list of executions', () => {
	let setup: Setup;
	beforeAll(async () => (setup = await setUp()));
	afterAll(async () => await setup.close());

	test('Each person is texted exactly once, and the retry has all items', async () => {
		const { client, sandbox, credentials } = setup;
		const workflow = await setup.createWorkflow(
			chain('Retry', manualTrigger, ...itemsFrom('to', recipients), {
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

		const retried = await client.retry(id);
		expect(retried.error).toBeUndefined();
		expect(retried.mode).toBe('retry');
		expect(sandbox.history.accepted.flatMap(({ addresses }) => addresses)).toEqual(recipients);
		expect(itemsOf(retried, 'Send').map(({ json }) => json)).toEqual(
			sandbox.history.accepted.map(({ id: messageId, addresses: [to] }) =>
				expect.objectContaining({ to, messageId, status: 'accepted' }),
			),
		);
	});
});
