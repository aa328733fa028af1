import { readFileSync } from 'node:fs';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain, manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import type { WorkflowJson } from '../../scripts/lib/n8n/client.mts';
import { type Editor, openEditor } from './support/editor.mts';
import {
	attSms,
	attSmsTrigger,
	credentialData,
	mobile,
	offlineCode,
	onlineCode,
	otherMobile,
	runningN8n,
	setUp,
	type Setup,
} from './support/setup.mts';

const autoReply = JSON.parse(
	readFileSync('examples/auto-reply/workflow.json', 'utf8'),
) as WorkflowJson;

describe('n8n’s editor', () => {
	let setup: Setup;
	let editor: Editor;
	beforeAll(async () => {
		const { url, owner } = runningN8n();
		setup = await setUp();
		editor = await openEditor(url, owner);
	});
	afterAll(async () => {
		await editor.close();
		await setup.close();
	});
	afterEach(() => expect(editor.complaints()).toEqual([]));

	const id = (testId: string) => editor.page.getByTestId(testId);
	const isShown = async (...fields: string[]) =>
		await Promise.all(fields.map(async (name) => await editor.field(name).isVisible()));

	/** Those of the node pictures in sight that did not load, and how many did. */
	const icons = async () => {
		const images = editor.page.locator('[data-test-id="canvas-node"] img');
		await images.first().waitFor();
		const widths = await Promise.all(
			(await images.all()).map(
				async (image) =>
					await image.evaluate((shown) => Number(Reflect.get(shown, 'naturalWidth'))),
			),
		);
		return { missing: widths.filter((width) => width === 0).length, loaded: widths.length };
	};

	test('the credential’s test goes red, in AT&T’s words, and green', async () => {
		const { appKey = '', appSecret = '', baseUrl } = credentialData(setup.sandbox);
		const form = await editor.newCredential('AT&T OAuth2 API');
		await editor.field('appKey').locator('input').fill(appKey);
		await editor.field('appSecret').locator('input').fill('wrong');
		await editor.field('baseUrl').locator('input').fill(baseUrl);
		await editor.saveCredential('red');
		await form.getByText('More details').click();
		await form.getByText('invalid_client').first().waitFor();

		await editor.field('appSecret').locator('input').fill(appSecret);
		await editor.saveCredential('green');
		await editor.page.keyboard.press('Escape');
	});

	test('the picker offers what both nodes can do, by name', async () => {
		await editor.goto('/workflow/new');
		expect(await editor.offered('AT&T SMS', 'Actions')).toEqual([
			'Get the delivery status of a message',
			'Get the messages waiting in an inbox',
			'Send a text message',
		]);
		await editor.goto('/workflow/new');
		expect(await editor.offered('AT&T SMS', 'Triggers')).toEqual([
			'On delivery status',
			'On message received',
		]);
	});

	test('both nodes are dragged onto the canvas from the picker', async () => {
		await editor.goto('/workflow/new');
		const nodes = id('canvas-node');
		await editor.dragNode('AT&T SMS', 'Triggers', 'On message received', { x: 300, y: 300 });
		await editor.closeNode();
		await nodes.getByText('Receive by webhook', { exact: true }).waitFor();
		await editor.dragNode('AT&T SMS', 'Actions', 'Send a text message', { x: 300, y: 500 });
		await editor.closeNode();
		await nodes.getByText('Send a message', { exact: true }).waitFor();
		expect(await nodes.count()).toBe(2);
		expect(await icons()).toMatchObject({ missing: 0 });
	});

	test('a workflow is drawn on what will come: nothing is sent, and the inbox is left alone', async () => {
		const { sandbox, credentials } = setup;
		const sent = sandbox.history.accepted.length;
		sandbox.text({ from: mobile, to: offlineCode, message: 'For the live workflow' });
		const workflow = await setup.createWorkflow(
			chain(
				'Drawn',
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

	test('the trigger shows what its receive mode needs, and hides the other’s', async () => {
		await editor.goto('/workflow/new');
		const panel = await editor.addNode('AT&T SMS', 'Triggers', 'On message received');
		const urls = panel.getByText('Webhook URLs');
		const pollTimes = panel.getByText('Poll Times', { exact: true });

		await urls.waitFor();
		await panel.getByText('with the Production URL above as its URI').waitFor();
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
		await panel.getByText('At least every 30 minutes').waitFor();
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
		await editor.choose('authentication', 'AT&T SMS Webhook Auth');
		await panel.getByText('Credential for AT&T SMS Webhook Auth').waitFor();
		await editor.choose('receiveMode', 'Polling');
		await panel.getByText('Credential for AT&T OAuth2 API').waitFor();
		expect(await panel.getByText('Listener API').count()).toBe(0);
	});

	test('a wrong short code is marked at its field', async () => {
		await editor.goto('/workflow/new');
		const panel = await editor.addNode('AT&T SMS', 'Triggers', 'On message received');
		const shortCode = editor.field('shortCode').locator('input');
		await shortCode.fill('my code');
		await editor.page.keyboard.press('Tab');
		await panel.getByTestId('parameter-issues').waitFor();
		await shortCode.fill(onlineCode);
		await panel.getByTestId('parameter-issues').waitFor({ state: 'detached' });
	});

	test('a text is written in the panel and sent; the output says what became of it', async () => {
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
		await id('canvas-node').getByText('Send a message', { exact: true }).first().waitFor();
		expect(await icons()).toMatchObject({ missing: 0 });
	});

	test('an error says what is wrong, and that nothing was sent', async () => {
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
		await panel
			.getByTestId('node-error-message')
			.getByText('is not a possible US number')
			.waitFor();
		await panel.getByTestId('node-error-description').getByText('Nothing was sent').waitFor();
		expect(setup.sandbox.history.accepted).toHaveLength(before);
	});

	test.each(['light', 'dark'] as const)(
		'the canvas says what nodes do, with icons, %s',
		async (colorScheme) => {
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
				['Send', 'Send a message'],
				['Status', 'Get delivery status'],
				['Inbox', 'Get inbox'],
			] as const) {
				await editor.node(name).getByText(subtitle, { exact: true }).waitFor();
			}
			expect(await icons()).toEqual({ missing: 0, loaded: 4 });
		},
	);

	test('a text from the phone page is answered by a workflow, on the phone page', async () => {
		const { client, sandbox, credentials } = setup;
		const workflow = await setup.createWorkflow({
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
});
