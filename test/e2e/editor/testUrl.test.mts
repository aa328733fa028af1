/** Webhook mode in the editor: what comes to the Test URL comes out of the node. */
import { callbackUrl } from '../../../scripts/lib/n8n/callbackUrl.mts';
import { chain } from '../../../scripts/lib/n8n/chain.mts';
import type { Workflow } from '../../../scripts/lib/n8n/client.mts';
import { openEditor, type Editor } from '../support/editor.mts';
import {
	attSmsTrigger,
	mobile,
	offlineCode,
	onlineCode,
	post,
	runningN8n,
} from '../support/setup.mts';
import { useEditor } from '../support/useEditor.mts';

const used = useEditor();

/** As AT&T’s page shows it. */
const callback = (message: string) => ({
	DateTime: '11-25-2026T12:00:00',
	MessageId: 'msg0',
	Message: message,
	SenderAddress: `tel:${mobile}`,
	DestinationAddress: onlineCode,
});

const createListener = async (name: string): Promise<[workflow: Workflow, testUrl: string]> => {
	const { setup } = used;
	const workflow = await setup.createWorkflow(
		chain(
			name,
			{
				name: 'Text Received',
				type: attSmsTrigger,
				typeVersion: 1.1,
				webhookId: `test-url-${name}`,
				parameters: { receiveMode: 'webhook', events: ['message'] },
			},
			{ name: 'Next', type: 'n8n-nodes-base.noOp', parameters: {} },
		),
	);
	const url = await callbackUrl(setup.client, workflow, 'Text Received');
	return [workflow, url.replace('/webhook/', '/webhook-test/')];
};

/** Opens the node and clicks Execute step, so that n8n listens at the Test URL. */
const executeStep = async (editor: Editor, workflow: Workflow) => {
	await editor.openWorkflow(workflow.id, 2);
	const panel = await editor.openNode('Text Received');
	await panel.getByTestId('node-execute-button').first().click();
	await panel.getByTestId('trigger-listening').waitFor();
	return panel.getByTestId('output-panel');
};

test('Execute step puts out the message that comes to the Test URL', async () => {
	const { editor, setup } = used;
	const [workflow, url] = await createListener('step');
	const output = await executeStep(editor, workflow);
	setup.sandbox.setListener(onlineCode, { message: url });
	setup.sandbox.text({ from: mobile, to: onlineCode, message: 'Hello from a phone' });
	await output.getByTestId('radio-button-table').click();
	await output.getByRole('cell', { name: 'Hello from a phone' }).waitFor();
	expect(setup.sandbox.history.callbacks.at(-1)?.attempts).toMatchObject([{ http: 200 }]);
	await editor.closeNode();
});

test('Execute workflow hands the message that comes to the Test URL to the next node', async () => {
	const { editor } = used;
	const [workflow, url] = await createListener('workflow');
	await editor.openWorkflow(workflow.id, 2);
	await editor.page.getByTestId('execute-workflow-button').first().click();
	await editor.page.getByText('Text your short code from a phone').first().waitFor();
	expect(await post(url, callback('For the whole workflow'))).toMatchObject({ status: 200 });
	const next = await editor.openNode('Next');
	const output = next.getByTestId('output-panel');
	await output.getByTestId('radio-button-table').click();
	await output.getByRole('cell', { name: 'For the whole workflow' }).waitFor();
	await editor.closeNode();
});

test('Two people who test at once each get their own message', async () => {
	const { editor } = used;
	const { url: n8nUrl, owner } = runningN8n();
	const colleague = await openEditor(n8nUrl, owner);
	try {
		const [mine, myUrl] = await createListener('mine');
		const [theirs, theirUrl] = await createListener('theirs');
		const output = await executeStep(editor, mine);
		const theirOutput = await executeStep(colleague, theirs);
		await Promise.all([
			post(theirUrl, callback('For my colleague')),
			post(myUrl, callback('For me')),
		]);
		for (const [shown, own, other] of [
			[output, 'For me', 'For my colleague'],
			[theirOutput, 'For my colleague', 'For me'],
		] as const) {
			await shown.getByTestId('radio-button-table').click();
			await shown.getByRole('cell', { name: own, exact: true }).waitFor();
			expect(await shown.getByRole('cell', { name: other, exact: true }).count()).toBe(0);
		}
		await editor.closeNode();
	} finally {
		await colleague.close();
	}
});

test('A callback that is rejected at the Test URL shows why', async () => {
	const { editor } = used;
	const [workflow, url] = await createListener('rejected');
	const output = await executeStep(editor, workflow);
	expect(await post(url, { Hello: 'world' })).toMatchObject({ status: 400 });
	await output
		.getByTestId('node-error-message')
		.getByText(/callback/)
		.waitFor();
	await editor.closeNode();
});

test('Polling an empty inbox in the editor says so, and names the sample-data option', async () => {
	const { editor, setup } = used;
	const workflow = await setup.createWorkflow(
		chain('Empty inbox', {
			name: 'Poll',
			type: attSmsTrigger,
			typeVersion: 1.1,
			parameters: { receiveMode: 'polling', shortCode: offlineCode },
			credentials: setup.credentials,
		}),
	);
	await editor.openWorkflow(workflow.id, 1);
	const panel = await editor.openNode('Poll');
	await panel.getByTestId('node-execute-button').first().click();
	const output = panel.getByTestId('output-panel');
	await output.getByTestId('node-error-message').getByText(offlineCode).waitFor();
	const shown = await output.innerText();
	expect(shown).toMatch(/offline/);
	expect(shown).toMatch(/Use Sample Data When Testing/);
	await editor.closeNode();
});
