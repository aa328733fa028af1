import { readFileSync } from 'node:fs';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain, manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import { itemsOf, type WorkflowJson } from '../../scripts/lib/n8n/client.mts';
import { attSms, mobile, onlineCode, setUp, type Setup } from './support/setup.mts';

const example = JSON.parse(
	readFileSync('examples/auto-reply/workflow.json', 'utf8'),
) as WorkflowJson;

describe('The example that answers texts', () => {
	let setup: Setup;
	beforeAll(async () => (setup = await setUp({ deliveryDelayMs: 'manual' })));
	afterAll(async () => await setup.close());

	test('The example replies to a text, and the reply can be followed to the mobile', async () => {
		const { client, sandbox, credentials } = setup;
		const workflow = await setup.createWorkflow({
			...example,
			nodes: example.nodes.map((node) => ({ ...node, credentials })),
		});
		await client.activate(workflow.id);
		sandbox.setListener(onlineCode, {
			message: await callbackUrl(client, workflow, 'Text Received'),
		});
		sandbox.text({ from: mobile, to: onlineCode, message: 'Are you open today?' });
		await sandbox.until(({ accepted }) => accepted.length === 1, 60_000);
		const [reply] = sandbox.history.accepted;
		expect(reply).toMatchObject({
			addresses: [mobile],
			message: expect.stringContaining('Are you open today?'),
		});
		const messageId = String(reply?.id);

		const status = await setup.createWorkflow(
			chain('Status', manualTrigger, {
				name: 'Status',
				type: attSms,
				parameters: { resource: 'sms', operation: 'getStatus', messageId },
				credentials,
			}),
		);
		const ask = async () => {
			const id = await client.runManually(status, manualTrigger.name);
			return itemsOf(await client.executionEnded(id), 'Status')[0]?.json;
		};
		expect(await ask()).toMatchObject({
			final: false,
			deliveries: [{ to: mobile, status: 'DeliveredToNetwork' }],
		});
		sandbox.setStatus(messageId, mobile, 'DeliveredToTerminal');
		expect(await ask()).toMatchObject({
			final: true,
			deliveries: [{ to: mobile, status: 'DeliveredToTerminal' }],
		});
		const executions = await client.executionsEnded(workflow.id);
		expect(executions.map(({ status: outcome }) => outcome)).toEqual(['success']);
	});
});
