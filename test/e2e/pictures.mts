// `npm run pictures`: makes the pictures of README.md and of the examples, in docs/pictures, from the real
// editor: each as the editor looks by day, and as it looks by night (`….dark.png`). With names of
// examples, makes those alone.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { startSandbox } from '../../sandbox/index.mts';
import { main } from '../../scripts/lib/main.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain, manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import type { Credential, WorkflowJson, WorkflowNode } from '../../scripts/lib/n8n/client.mts';
import { installN8n } from '../../scripts/lib/n8n/install.mts';
import { type Instance, startInstance } from '../../scripts/lib/n8n/instance.mts';
import { packBuilt } from '../../scripts/lib/pack.mts';
import { root } from '../../scripts/lib/paths.mts';
import { step } from '../../scripts/lib/progress.mts';
import { openEditor } from './support/editor.mts';
import { attSms, attSmsTrigger } from './support/setup.mts';

const folder = join(root, 'docs/pictures');
const mobile = '+12065550100';
const online = '22627012';
const offline = '22627000';

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** The smallest box around all that a locator finds. */
const boxAround = async (found: Locator): Promise<Box> => {
	const boxes = await Promise.all(
		(await found.all()).map(async (each) => await each.boundingBox()),
	);
	const known = boxes.filter((box) => box !== null);
	const x = Math.min(...known.map((box) => box.x));
	const y = Math.min(...known.map((box) => box.y));
	return {
		x,
		y,
		width: Math.max(...known.map((box) => box.x + box.width)) - x,
		height: Math.max(...known.map((box) => box.y + box.height)) - y,
	};
};

const grown = ({ x, y, width, height }: Box, by: number): Box => ({
	x: x - by,
	y: y - by,
	width: width + 2 * by,
	height: height + 2 * by,
});

/** Where a panel’s last field, the options, ends. */
const belowOptions = async (panel: Locator): Promise<number> => {
	const none = await boxAround(panel.getByText('No properties'));
	return none.y + none.height + 70;
};

/** Saves what is in the box; by day and by night, as the editor and the phone follow the system. */
const save = async (page: Page, name: string, clip: Box): Promise<void> => {
	for (const colorScheme of ['light', 'dark'] as const) {
		await page.emulateMedia({ colorScheme });
		// What just appeared may still be on its way in.
		await page.waitForTimeout(1000);
		const file = join(folder, colorScheme === 'dark' ? `${name}.dark.png` : `${name}.png`);
		await writeFile(file, await page.screenshot({ clip, animations: 'disabled', caret: 'hide' }));
		console.log(`  ${basename(file)}: ${Math.round((await stat(file)).size / 1000)} kB`);
	}
	await page.emulateMedia({ colorScheme: 'light' });
};

const examples = join(root, 'examples');

const wanted = process.argv.slice(2);

const readExample = async (name: string): Promise<WorkflowJson> =>
	JSON.parse(await readFile(join(examples, name, 'workflow.json'), 'utf8')) as WorkflowJson;

/** The credential of a type that n8n has, as it stands in a node. */
const credentialOf = async (
	{ client }: Instance,
	type: string,
): Promise<NonNullable<WorkflowNode['credentials']>> => {
	const all = await client.call<Credential[]>('GET', '/credentials');
	const credential = all.find((each) => each.type === type);
	if (!credential) throw new Error(`n8n has no credential ${type}`);
	return { [type]: credential };
};

await main(async ({ defer }) => {
	await mkdir(folder, { recursive: true });
	const installation = await installN8n();
	const sandbox = await startSandbox();
	defer(async () => await sandbox.close());
	const instance = await step(
		'Starting n8n with the package',
		async () => await startInstance(installation, packBuilt()),
	);
	defer(instance.close);
	const { client, n8n, owner } = instance;
	const editor = await openEditor(n8n.url, owner, { viewport: { width: 1400, height: 1100 } });
	defer(editor.close);
	const { page } = editor;
	const [app] = sandbox.apps;

	const form = await editor.newCredential('AT&T OAuth2 API');
	await editor
		.field('appKey')
		.locator('input')
		.fill(app?.appKey ?? '');
	await editor
		.field('appSecret')
		.locator('input')
		.fill(app?.appSecret ?? '');
	await editor.field('baseUrl').locator('input').fill(sandbox.url);
	await editor.saveCredential('green');
	await page.getByText('Credential successfully created').waitFor({ state: 'detached' });
	if (wanted.length === 0) await save(page, 'credential', await boxAround(form));
	await client.createCredential('openAiApi', 'Model', { apiKey: 'none', url: sandbox.url });
	const credentials = await credentialOf(instance, 'attOAuth2Api');
	const needed: Record<string, WorkflowNode['credentials']> = {
		[attSms]: credentials,
		[`${attSms}Tool`]: credentials,
		[`${attSms}HitlTool`]: credentials,
		'@n8n/n8n-nodes-langchain.lmChatOpenAi': await credentialOf(instance, 'openAiApi'),
	};

	const ready = (workflow: WorkflowJson): WorkflowJson => ({
		...workflow,
		nodes: workflow.nodes.map((node) => ({ ...node, credentials: needed[node.type] })),
	});
	for (const name of wanted.length > 0 ? wanted : await readdir(examples)) {
		const { id, nodes } = await client.createWorkflow(ready(await readExample(name)));
		await editor.openWorkflow(id, nodes.length);
		await page.getByTestId('zoom-to-fit').click();
		await page.waitForTimeout(1000);
		const canvas = await boxAround(page.getByTestId('canvas-node'));
		await save(page, name, { ...grown(canvas, 90), height: canvas.height + 130, y: canvas.y - 50 });
	}

	if (wanted.length > 0) return;

	const panels = chain(
		'Panels',
		manualTrigger,
		{
			name: 'AT&T SMS',
			type: attSms,
			parameters: {
				resource: 'sms',
				operation: 'send',
				to: '206-555-0100, (206) 555-0101',
				message: 'Your appointment is on Monday at 9:30. Reply YES to confirm.',
			},
			credentials,
		},
		{
			name: 'Ask',
			type: attSms,
			parameters: {
				resource: 'sms',
				operation: 'sendAndWait',
				to: '206-555-0100',
				shortCode: online,
				message: 'Approve a refund of $40? Reply YES or NO.',
			},
			credentials,
		},
		{
			name: 'Poll',
			type: attSmsTrigger,
			parameters: { receiveMode: 'polling', shortCode: offline },
			credentials,
		},
		{
			name: 'Listen',
			type: attSmsTrigger,
			webhookId: 'f7a2b6b5-6a6a-4c9b-9d7c-0c4f6c1f2a10',
			parameters: { receiveMode: 'webhook', events: ['message', 'deliveryStatus'] },
		},
	);
	const { Start } = panels.connections;
	const workflow = await client.createWorkflow({ ...panels, connections: { Start } });
	await editor.openWorkflow(workflow.id, panels.nodes.length);

	const panel = await editor.openNode('AT&T SMS');
	await panel.getByTestId('node-execute-button').first().click();
	const output = panel.getByTestId('output-panel');
	await output.getByTestId('radio-button-json').click();
	await output.getByText('"segments"').waitFor();
	const whole = await boxAround(panel);
	const left = (await boxAround(panel.getByTestId('node-parameters'))).x;
	await save(page, 'send', {
		x: left,
		y: whole.y + 1,
		width: whole.x + whole.width - left,
		height: (await belowOptions(panel)) - whole.y,
	});
	await editor.closeNode();

	for (const [name, picture] of [
		['Ask', 'send-and-wait'],
		['Poll', 'trigger-polling'],
		['Listen', 'trigger-webhook'],
	] as const) {
		const shown = await editor.openNode(name);
		if (name === 'Listen') {
			await page.getByText('Webhook URLs', { exact: true }).click();
			await page.getByText('Production URL', { exact: true }).click();
		}
		const { x, width } = await boxAround(shown.getByTestId('node-parameters'));
		const height = (await belowOptions(shown)) - whole.y;
		await save(page, picture, { x, y: whole.y + 1, width, height });
		await editor.closeNode();
	}

	const autoReply = await client.createWorkflow(ready(await readExample('auto-reply')));
	await client.activate(autoReply.id);
	sandbox.setListener(online, {
		message: await callbackUrl(client, autoReply, 'Text Received'),
	});
	sandbox.text({ from: mobile, to: online, message: 'Are you open today?' });
	await sandbox.until(({ accepted }) =>
		accepted.some(({ message }) => message.includes('Are you open')),
	);
	await page.setViewportSize({ width: 1100, height: 760 });
	await page.goto(sandbox.url);
	await page.getByRole('button', { name: '+1 206-555-0100' }).click();
	const texts = page.getByRole('region', { name: 'Texts on this phone' });
	const reply = texts.getByRole('listitem').filter({ hasText: 'Thank you for your text' });
	await reply.getByText('DeliveredToTerminal').first().waitFor();
	await save(page, 'phone', { x: 0, y: 0, width: 1100, height: 760 });
});
