import { chain } from '../../../scripts/lib/n8n/chain.mts';
import { attSms, attSmsTrigger, mobile, offlineCode, onlineCode } from '../support/setup.mts';
import { useEditor } from '../support/useEditor.mts';

const used = useEditor();

const isShown = async (...fields: string[]) =>
	await Promise.all(fields.map(async (name) => await used.editor.field(name).isVisible()));

const openTrigger = async () => {
	await used.editor.goto('/workflow/new');
	return await used.editor.addNode('AT&T SMS', 'Triggers', 'On message received');
};

test('The trigger shows what its receive mode needs, and hides the other’s', async () => {
	const { editor } = used;
	const panel = await openTrigger();
	const urls = panel.getByText('Webhook URLs', { exact: true });
	const pollTimes = panel.getByText('Poll Times', { exact: true });

	await urls.waitFor();
	await panel.getByText('Webhook URLs above → Production URL').waitFor();
	await panel.getByText('choose Polling instead').waitFor();
	expect(await isShown('receiveMode', 'events', 'authentication', 'mode')).toEqual([
		true,
		true,
		true,
		false,
	]);
	expect(await pollTimes.isVisible()).toBe(false);

	await editor.choose('receiveMode', 'Polling');
	await pollTimes.waitFor();
	await panel.getByText('save it without a URI').waitFor();
	await panel.getByText('choose Webhook instead').waitFor();
	await panel.getByText('At least every 25 minutes').waitFor();
	expect(await isShown('receiveMode', 'events', 'authentication', 'mode')).toEqual([
		true,
		false,
		false,
		true,
	]);
	expect(await urls.isVisible()).toBe(false);

	await editor.choose('receiveMode', 'Webhook');
	await urls.waitFor();
	expect(await isShown('events', 'authentication')).toEqual([true, true]);
});

test('The credential that Authentication asks for stands below that field', async () => {
	const { editor } = used;
	const panel = await openTrigger();
	await editor.choose('authentication', 'AT&T SMS Webhook Auth');
	const asked = panel.getByText('Credential for AT&T SMS Webhook Auth API');
	await asked.waitFor();
	await panel.getByText('append ?secret=').waitFor();
	const field = await editor.field('authentication').boundingBox();
	const credential = await asked.boundingBox();
	expect(credential?.y).toBeGreaterThan(field?.y ?? Infinity);

	await editor.choose('receiveMode', 'Polling');
	await panel.getByText('Credential for AT&T OAuth2 API').waitFor();
	expect(await asked.count()).toBe(0);
});

test('No usual way to write a short code is rejected by the field itself', async () => {
	const { editor } = used;
	const panel = await openTrigger();
	const shortCode = editor.field('shortCode').locator('input');
	for (const entered of [`short:${onlineCode}`, '226-27012']) {
		await shortCode.fill(entered);
		await editor.page.keyboard.press('Tab');
		expect(await panel.getByTestId('parameter-issues').count()).toBe(0);
	}
});

test('A short code that can’t be one is rejected when the workflow is published, with its value', async () => {
	const { setup } = used;
	for (const receiveMode of ['polling', 'webhook']) {
		const workflow = await setup.createWorkflow(
			chain('Wrong short code', {
				name: 'Receive',
				type: attSmsTrigger,
				webhookId: `wrong-${receiveMode}`,
				parameters: { receiveMode, shortCode: 'my code' },
				credentials: setup.credentials,
			}),
		);
		await expect(setup.client.activate(workflow.id)).rejects.toThrow(/my code.*not a short code/);
	}
});

test('A poll time that reads more often than AT&T asks for is warned of', async () => {
	const { editor } = used;
	const panel = await openTrigger();
	await editor.choose('receiveMode', 'Polling');
	const warning = panel.getByText('no more than once in 5 minutes');
	expect(await warning.count()).toBe(0);
	await editor.choose('mode', 'Every Minute');
	await warning.waitFor();
	await editor.choose('mode', 'Every Hour');
	await warning.waitFor({ state: 'detached' });
});

test('No notice holds markup that the editor would strip or show', async () => {
	const { editor } = used;
	const types = await used.setup.client.nodeTypes(attSms, attSmsTrigger);
	for (const { properties } of types) {
		for (const { type, displayName } of properties as Array<Record<string, string>>) {
			if (type === 'notice') expect(displayName).not.toMatch(/<|&lt;/);
		}
	}
	expect(editor.complaints()).toEqual([]);
});

test('A workflow is built on sample data: nothing is sent, and the inbox is left alone', async () => {
	const { editor } = used;
	const { sandbox, credentials, createWorkflow } = used.setup;
	const sent = sandbox.history.accepted.length;
	sandbox.text({ from: mobile, to: offlineCode, message: 'For the live workflow' });
	const workflow = await createWorkflow(
		chain(
			'Built',
			{
				name: 'Poll',
				type: attSmsTrigger,
				parameters: {
					receiveMode: 'polling',
					shortCode: offlineCode,
					options: { sampleData: true },
				},
				credentials,
			},
			{
				name: 'Send',
				type: attSms,
				parameters: { resource: 'sms', operation: 'send', to: mobile, message: 'Hi' },
				credentials,
			},
			{ name: 'Next', type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters: {} },
		),
	);
	await editor.openWorkflow(workflow.id, 3);
	// From the output schema, as Send has never run.
	const next = await editor.openNode('Next');
	for (const name of ['messageId', 'resourceUrl', 'encoding', 'segments']) {
		await next.getByText(name, { exact: true }).first().waitFor();
	}
	await editor.closeNode();

	const panel = await editor.openNode('Poll');
	await panel.getByTestId('node-execute-button').first().click();
	const output = panel.getByTestId('output-panel');
	await output.getByTestId('radio-button-table').click();
	await output.getByRole('cell', { name: 'Are you open today?' }).waitFor();
	await output.getByRole('cell', { name: 'optOut' }).waitFor();
	await editor.closeNode();
	expect(sandbox.history.inboxReads).toEqual([]);
	expect(sandbox.history.mo.at(-1)?.state).toBe('waiting');
	expect(sandbox.history.accepted).toHaveLength(sent);
});
