import { readFileSync } from 'node:fs';
import { callbackUrl } from '../../../scripts/lib/n8n/callbackUrl.mts';
import { chain } from '../../../scripts/lib/n8n/chain.mts';
import type { WorkflowJson } from '../../../scripts/lib/n8n/client.mts';
import { attSms, attSmsTrigger, mobile, onlineCode } from '../support/setup.mts';
import { iconsOf, useEditor } from '../support/useEditor.mts';

const used = useEditor();

const autoReply = JSON.parse(
	readFileSync('examples/auto-reply/workflow.json', 'utf8'),
) as WorkflowJson;

test.each(['light', 'dark'] as const)(
	'The canvas says what each node does, with icons, %s',
	async (colorScheme) => {
		const { editor, setup } = used;
		await editor.page.emulateMedia({ colorScheme });
		const trigger = (name: string, parameters: WorkflowJson['nodes'][0]['parameters']) => ({
			name,
			type: attSmsTrigger,
			parameters,
			credentials: setup.credentials,
		});
		const action = (name: string, parameters: WorkflowJson['nodes'][0]['parameters']) => ({
			...trigger(name, { resource: 'sms', ...parameters }),
			type: attSms,
		});
		const workflow = await setup.createWorkflow(
			chain(
				'Subtitles',
				trigger('Poll', { receiveMode: 'polling', shortCode: '22627000' }),
				action('Send', { operation: 'send', to: mobile, message: 'Hi' }),
				action('Status', { operation: 'getStatus', messageId: 'SMS1' }),
				action('Inbox', { operation: 'getInbox', shortCode: '22627000' }),
			),
		);
		await editor.openWorkflow(workflow.id, 4);
		for (const [name, subtitle] of [
			['Poll', 'Poll short code 22627000'],
			['Send', `Send to ${mobile}`],
			['Status', 'Get delivery status'],
			['Inbox', 'Get inbox'],
		] as const) {
			await editor.node(name).getByText(subtitle, { exact: true }).waitFor();
		}
		expect(await iconsOf(editor)).toEqual({ missing: 0, loaded: 4 });
	},
);

test('A text from the phone page is answered by a workflow, on the phone page', async () => {
	const { editor } = used;
	const { client, sandbox, credentials, createWorkflow } = used.setup;
	const workflow = await createWorkflow({
		...autoReply,
		nodes: autoReply.nodes.map((node) => ({ ...node, credentials })),
	});
	await client.activate(workflow.id);
	sandbox.setListener(onlineCode, {
		message: await callbackUrl(client, workflow, 'Text Received'),
	});
	const phone = await editor.page.context().newPage();
	await phone.goto(sandbox.url);
	await phone.getByText('Live', { exact: true }).waitFor();
	await phone.getByLabel('To', { exact: true }).selectOption(onlineCode);
	await phone.getByLabel('Text to the short code').fill('Are you open today?');
	await phone.keyboard.press('Enter');
	const texts = phone.getByRole('region', { name: 'Texts on this phone' });
	const reply = texts.getByRole('listitem').filter({ hasText: 'We have read: Are you open' });
	await reply.getByText('DeliveredToTerminal').first().waitFor();
	await phone.close();

	const [execution] = await client.executionsEnded(workflow.id);
	expect(execution?.status).toBe('success');
});
