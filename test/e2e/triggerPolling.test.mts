import { setTimeout as sleep } from 'node:timers/promises';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import { itemsOf, type Workflow } from '../../scripts/lib/n8n/client.mts';
import {
	mobile,
	offlineCode,
	otherMobile,
	pollingTrigger,
	post,
	setUp,
	type Setup,
} from './support/setup.mts';

describe('The trigger in polling mode', () => {
	let setup: Setup;
	let workflow: Workflow;
	beforeAll(async () => {
		setup = await setUp();
		workflow = await setup.createWorkflow(
			chain('Poll', { ...pollingTrigger(setup.credentials), webhookId: 'e2e-polling' }),
		);
	});
	afterAll(async () => await setup.close());

	const text = (from: string, message: string) =>
		setup.sandbox.text({ from, to: offlineCode, message });

	test('All messages that were waiting at publishing come out in one run', async () => {
		text(mobile, 'first');
		text(otherMobile, 'second');
		await setup.client.activate(workflow.id);
		const [execution] = await setup.client.executionsEnded(workflow.id);
		const items = execution && itemsOf(execution, 'Text Received');
		expect(items?.map(({ json }) => json)).toEqual([
			expect.objectContaining({ event: 'message', message: 'first', senderAddress: mobile }),
			expect.objectContaining({ event: 'message', message: 'second', senderAddress: otherMobile }),
		]);
	});

	test('The inbox is read again by the schedule', async () => {
		text(mobile, 'third');
		const execution = (await setup.client.executionsEnded(workflow.id, 2)).at(-1);
		expect(execution?.mode).toBe('trigger');
		expect(execution && itemsOf(execution, 'Text Received')[0]?.json).toMatchObject({
			message: 'third',
		});
	});

	test('In polling mode, the trigger takes no callback', async () => {
		const url = await callbackUrl(setup.client, workflow, 'Text Received');
		expect(await post(url, {})).toMatchObject({ status: 404 });
	});

	test('An unpublished workflow reads no more', async () => {
		await setup.client.deactivate(workflow.id);
		const reads = setup.sandbox.history.inboxReads.length;
		text(mobile, 'nobody listens');
		// A schedule that was still there would have come round.
		await sleep(65_000);
		expect(setup.sandbox.history.inboxReads).toHaveLength(reads);
	});
});
