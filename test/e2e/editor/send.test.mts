import { chain, manualTrigger } from '../../../scripts/lib/n8n/chain.mts';
import { attSms, mobile, otherMobile } from '../support/setup.mts';
import { iconsOf, useEditor } from '../support/useEditor.mts';

const used = useEditor();
const id = (testId: string) => used.editor.page.getByTestId(testId);

test('A message is written in the panel and sent, and the output has its outcome', async () => {
	const { editor, setup } = used;
	await editor.goto('/workflow/new');
	const panel = await editor.addNode('AT&T SMS', 'Actions', 'Send a text message');
	await id('node-credentials-select').locator('input').click();
	const { attOAuth2Api } = setup.credentials;
	await editor.page.getByText(String(attOAuth2Api?.name), { exact: true }).last().click();

	await editor.field('to').locator('input').fill(`206-555-0100; ${otherMobile}`);
	await editor.field('message').locator('textarea').fill('Your table is ready.');
	await panel.getByTestId('node-execute-button').first().click();
	const output = panel.getByTestId('output-panel');
	await output.getByTestId('radio-button-table').click();
	await setup.sandbox.until(({ accepted }) => accepted.length > 0, 90_000);
	const [message] = setup.sandbox.history.accepted;
	expect(message).toMatchObject({
		addresses: [mobile, otherMobile],
		message: 'Your table is ready.',
	});
	await output.getByRole('cell', { name: String(message?.id), exact: true }).waitFor();
	const shown = await output.innerText();
	for (const column of ['messageId', 'resourceUrl', 'to', 'encoding', 'segments']) {
		expect(shown).toContain(column);
	}
	await editor.closeNode();
	await id('canvas-node').getByText('Send to 2 recipients', { exact: true }).first().waitFor();
	expect(await iconsOf(editor)).toMatchObject({ missing: 0 });
});

test('An error says what is wrong, and that nothing was sent', async () => {
	const { editor, setup } = used;
	const before = setup.sandbox.history.accepted.length;
	const workflow = await setup.createWorkflow(
		chain('Wrong number', manualTrigger, {
			name: 'Wrong',
			type: attSms,
			parameters: {
				resource: 'sms',
				operation: 'send',
				to: '206-555-0100, 555-01',
				message: 'Hi',
			},
			credentials: setup.credentials,
		}),
	);
	await editor.openWorkflow(workflow.id, 2);
	const panel = await editor.openNode('Wrong');
	await panel.getByTestId('node-execute-button').first().click();
	await panel.getByTestId('node-error-message').getByText('is not a possible US number').waitFor();
	await panel.getByTestId('node-error-description').getByText('Nothing was sent').waitFor();
	expect(setup.sandbox.history.accepted).toHaveLength(before);
});
