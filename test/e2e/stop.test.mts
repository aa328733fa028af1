import { chain, manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendEach, setUp, type Setup } from './support/setup.mts';

const texts = 200;

describe('An execution that is stopped in n8n while it sends', () => {
	let setup: Setup;
	beforeAll(async () => (setup = await setUp({ latencyMs: 100 })));
	afterAll(async () => await setup.close());

	test('A stopped execution sends no more, and its record says what was sent', async () => {
		const { client, sandbox, credentials } = setup;
		const workflow = await setup.createWorkflow(
			chain(
				'Stop',
				manualTrigger,
				...sendEach(texts, '=Text {{ $json.n }}', { concurrency: 4 }, credentials),
			),
		);
		const id = await client.runManually(workflow, manualTrigger.name);
		await sandbox.until(({ accepted }) => accepted.length >= 10, 60_000);
		await client.stop(id);
		const { status } = await client.executionEnded(id);
		const { length } = sandbox.history.accepted;
		await sleep(2000);
		expect(status).toBe('canceled');
		expect(length).toBeLessThan(texts);
		expect(sandbox.history.accepted).toHaveLength(length);

		const { customData } = await client.call<{ customData: Record<string, string> }>(
			'GET',
			`/executions/${id}`,
		);
		// One text after the other to this one recipient: the last may be in flight.
		const said = Number(/^0–(\d+)$/.exec(customData.attSms_sentItems ?? '')?.[1]) + 1;
		expect([length, length - 1]).toContain(said);
		expect(customData.attSms_notSentItems).toBe(`${length}–${texts - 1}`);
	});
});
