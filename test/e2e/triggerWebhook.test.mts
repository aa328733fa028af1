import { setTimeout as sleep } from 'node:timers/promises';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import { itemsOf, type Workflow } from '../../scripts/lib/n8n/client.mts';
import {
	attSmsTrigger,
	mobile,
	offlineCode,
	onlineCode,
	post,
	setUp,
	type Setup,
} from './support/setup.mts';

describe('The trigger in webhook mode', () => {
	let setup: Setup;
	let workflow: Workflow;
	let url: string;
	beforeAll(async () => {
		setup = await setUp();
		workflow = await setup.createWorkflow(
			chain('Listen', {
				name: 'Text Received',
				type: attSmsTrigger,
				webhookId: 'e2e-webhook',
				parameters: { receiveMode: 'webhook', events: ['message'] },
				credentials: setup.credentials,
			}),
		);
		url = await callbackUrl(setup.client, workflow, 'Text Received');
	});
	afterAll(async () => await setup.close());

	test('A callback starts the workflow, and is acknowledged', async () => {
		await setup.client.activate(workflow.id);
		setup.sandbox.setListener(onlineCode, { message: url });
		setup.sandbox.text({ from: mobile, to: onlineCode, message: 'Hello' });
		await setup.sandbox.until(({ mo }) => mo.at(-1)?.state === 'acknowledged', 60_000);
		expect(setup.sandbox.history.callbacks[0]?.attempts).toMatchObject([{ http: 200 }]);

		const [execution] = await setup.client.executionsEnded(workflow.id);
		expect(execution).toMatchObject({ mode: 'webhook', status: 'success' });
		expect(execution && itemsOf(execution, 'Text Received').map(({ json }) => json)).toEqual([
			expect.objectContaining({
				event: 'message',
				message: 'Hello',
				senderAddress: mobile,
				destinationAddress: onlineCode,
			}),
		]);
	});

	test('A request that isn’t a callback is rejected with a reason, and starts nothing', async () => {
		const before = await setup.client.listExecutions(workflow.id);
		const { status, text } = await post(url, { Hello: 'world' });
		expect(status).toBe(400);
		expect(text).toMatch(/\w{3}/);
		expect(await setup.client.listExecutions(workflow.id)).toHaveLength(before.length);
	});

	test('In webhook mode, no inbox is read', async () => {
		setup.sandbox.text({ from: mobile, to: offlineCode, message: 'for a reader' });
		// n8n would read at once on activation, and by the node’s own schedule.
		await sleep(5000);
		expect(setup.sandbox.history.inboxReads).toEqual([]);
		const { nodes } = await setup.client.getWorkflow(workflow.id);
		expect(nodes[0]?.parameters).not.toHaveProperty('pollTimes.item.0');
	});

	test('An unpublished workflow takes no callback', async () => {
		await setup.client.deactivate(workflow.id);
		expect(await post(url, {})).toMatchObject({ status: 404 });
	});
});
