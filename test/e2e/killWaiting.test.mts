// n8n is killed while an execution waits for a reply, and the reply comes while n8n is down.
// `npm run test:kill` plays it.
import { startSandbox } from '../../sandbox/index.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain, manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import { itemsOf, waitFor } from '../../scripts/lib/n8n/client.mts';
import { installN8n } from '../../scripts/lib/n8n/install.mts';
import { startInstance } from '../../scripts/lib/n8n/instance.mts';
import { startN8n } from '../../scripts/lib/n8n/process.mts';
import { createUndoStack } from '../../scripts/lib/undoStack.mts';
import {
	app,
	attSms,
	attSmsTrigger,
	credentialData,
	credentialType,
	mobile,
	offlineCode,
	onlineCode,
	runningN8n,
} from './support/setup.mts';

const { defer, unwind } = createUndoStack();
afterAll(unwind);

test('Questions that were open when n8n was killed are answered once it is started again, in both receive modes', async () => {
	const { version, packed } = runningN8n();
	const installation = await installN8n(version);
	const sandbox = await startSandbox({ apps: [app], callbackRetryMs: [500, 1000, 2000] });
	defer(sandbox.close);
	const { client, n8n, close } = await startInstance(installation, packed);
	defer(close);
	const credential = await client.createCredential(
		credentialType,
		'Sandbox',
		credentialData(sandbox),
	);
	const credentials = { [credentialType]: credential };
	const publish = async (parameters: object) => {
		const workflow = await client.createWorkflow(
			chain('Receive', {
				name: 'Text Received',
				type: attSmsTrigger,
				webhookId: 'e2e-kill-waiting',
				parameters: { ...parameters },
				credentials,
			}),
		);
		await client.activate(workflow.id);
		return workflow;
	};
	const listening = await publish({
		receiveMode: 'webhook',
		events: ['message'],
		shortCode: onlineCode,
	});
	const polling = await publish({
		receiveMode: 'polling',
		shortCode: offlineCode,
		pollTimes: { item: [{ mode: 'everyMinute' }] },
	});
	sandbox.setListener(onlineCode, {
		message: await callbackUrl(client, listening, 'Text Received'),
	});

	const codes = [onlineCode, offlineCode];
	const ids: string[] = [];
	for (const shortCode of codes) {
		const parameters = {
			resource: 'sms',
			operation: 'sendAndWait',
			to: mobile,
			shortCode,
			message: 'Approve?',
		};
		const workflow = await client.createWorkflow(
			chain(
				'Ask',
				manualTrigger,
				{ name: 'Ask', type: attSms, webhookId: `ask-${shortCode}`, parameters, credentials },
				{ name: 'Done', type: 'n8n-nodes-base.noOp', parameters: {} },
			),
		);
		const id = await client.runManually(workflow, manualTrigger.name);
		await waitFor(`execution ${id} to wait`, 60_000, async () =>
			(await client.getExecution(id)).status === 'waiting' ? true : undefined,
		);
		ids.push(id);
	}

	await n8n.kill();
	for (const to of codes) sandbox.text({ from: mobile, to, message: `Yes, ${to}` });
	await sandbox.until(({ callbacks }) => (callbacks[0]?.attempts.length ?? 0) > 0);
	const { userFolder, port } = n8n;
	const restarted = await startN8n(installation, { userFolder, port });
	defer(restarted.stop);

	for (const [index, id] of ids.entries()) {
		const execution = await client.executionEnded(id);
		expect(itemsOf(execution, 'Done').map(({ json }) => json.data)).toEqual([
			expect.objectContaining({ approved: true, text: `Yes, ${codes[index]}`, from: mobile }),
		]);
	}
	expect(sandbox.history.accepted).toHaveLength(codes.length);
	for (const { id } of [listening, polling]) expect(await client.listExecutions(id)).toEqual([]);
});
