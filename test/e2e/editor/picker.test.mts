import { iconsOf, useEditor } from '../support/useEditor.mts';

const used = useEditor();
const id = (testId: string) => used.editor.page.getByTestId(testId);

test('The picker offers what both nodes can do, the everyday entries first', async () => {
	const { editor } = used;
	await editor.goto('/workflow/new');
	const actions = await editor.offered('AT&T SMS', 'Actions');
	expect(actions[0]).toBe('Send a text message');
	expect(actions).toEqual(
		expect.arrayContaining([
			'Get the delivery status of a message',
			'Get the messages waiting in an inbox',
		]),
	);
	await editor.goto('/workflow/new');
	expect(await editor.offered('AT&T SMS', 'Triggers')).toEqual([
		'On message received',
		'On delivery status',
	]);
});

test('The picker finds the nodes by the words that people search for', async () => {
	const { editor } = used;
	await editor.goto('/workflow/new');
	await id('canvas-add-button').first().click();
	for (const words of [
		'sms',
		'at&t',
		'send sms',
		'send text message',
		'texting',
		'text message',
		'inbox',
		'reply',
		'receive sms',
		'delivery status',
		'two-way',
		'two way',
		'short code',
		'broadcast',
	]) {
		await id('node-creator-search-bar').fill(words);
		const found = id('node-creator-item-name').getByText('AT&T SMS', { exact: true });
		await found.first().waitFor({ timeout: 20_000 });
	}
});

test('Both nodes are dragged onto the canvas from the picker', async () => {
	const { editor } = used;
	await editor.goto('/workflow/new');
	const nodes = id('canvas-node');
	await editor.dragNode('AT&T SMS', 'Triggers', 'On message received', { x: 300, y: 300 });
	await editor.closeNode();
	await nodes.getByText('Receive by webhook', { exact: true }).waitFor();
	await editor.dragNode('AT&T SMS', 'Actions', 'Send a text message', { x: 300, y: 500 });
	await editor.closeNode();
	await nodes.getByText('Send a message', { exact: true }).waitFor();
	expect(await nodes.count()).toBe(2);
	expect(await iconsOf(editor)).toMatchObject({ missing: 0 });
});

test.each([
	['Triggers', 'On message received', 'receive'],
	['Actions', 'Send a text message', 'send'],
] as const)('The Docs link of %s leads to their section of the README', async (...entry) => {
	const { editor } = used;
	const [section, action, anchor] = entry;
	await editor.goto('/workflow/new');
	const panel = await editor.addNode('AT&T SMS', section, action);
	const link = panel.locator('a', { hasText: 'Docs' });
	expect(await link.getAttribute('href')).toBe(
		`https://github.com/n8n-nodes-att-sms/n8n-nodes-att-sms#${anchor}`,
	);
});
