import { readFileSync } from 'node:fs';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain, itemsFrom, manualTrigger, type NodeInChain } from '../../scripts/lib/n8n/chain.mts';
import {
	itemsOf,
	waitFor,
	type Workflow,
	type WorkflowJson,
} from '../../scripts/lib/n8n/client.mts';
import { complaintsOf, launchBrowser } from './support/browser.mts';
import {
	attSms,
	attSmsTrigger,
	mobile,
	offlineCode,
	onlineCode,
	otherMobile,
	pollingTrigger,
	runningN8n,
	setUp,
	type Setup,
} from './support/setup.mts';

let setup: Setup;
beforeEach(async () => (setup = await setUp()));
afterEach(async () => await setup.close());

const question = 'Approve a refund of $40? Reply YES or NO.';

const asking = (parameters: object = {}): NodeInChain => ({
	name: 'Ask',
	type: attSms,
	webhookId: 'e2e-ask',
	parameters: {
		resource: 'sms',
		operation: 'sendAndWait',
		to: mobile,
		shortCode: onlineCode,
		message: question,
		...parameters,
	},
	credentials: setup.credentials,
});

/** Publishes a trigger for the online short code, and has the sandbox call it. */
const publishWebhook = async (
	options: object = {},
	webhookId = 'e2e-wait-listen',
): Promise<Workflow> => {
	const workflow = await setup.createWorkflow(
		chain('Listen', {
			name: 'Text Received',
			type: attSmsTrigger,
			webhookId,
			parameters: {
				receiveMode: 'webhook',
				events: ['message'],
				shortCode: onlineCode,
				options,
			},
		}),
	);
	await setup.client.activate(workflow.id);
	setup.sandbox.setListener(onlineCode, {
		message: await callbackUrl(setup.client, workflow, 'Text Received'),
	});
	return workflow;
};

const publishPolling = async (): Promise<Workflow> => {
	const workflow = await setup.createWorkflow(
		chain('Poll', {
			...pollingTrigger(setup.credentials),
			// The editor gives one to each node with webhooks; before n8n 2.41, the server does not.
			webhookId: 'e2e-wait-poll',
		}),
	);
	await setup.client.activate(workflow.id);
	return workflow;
};

const waiting = async (id: string): Promise<void> => {
	await waitFor(`execution ${id} to wait`, 60_000, async () => {
		const { status, error } = await setup.client.getExecution(id);
		if (error) throw new Error(error.message);
		return status === 'waiting' ? true : undefined;
	});
};

/** Starts an execution that asks, and returns its id once it waits. */
const ask = async (node: NodeInChain): Promise<string> => {
	const workflow = await setup.createWorkflow(
		chain('Ask', manualTrigger, node, {
			name: 'Done',
			type: 'n8n-nodes-base.noOp',
			parameters: {},
		}),
	);
	const id = await setup.client.runManually(workflow, manualTrigger.name);
	await waiting(id);
	return id;
};

const outputOf = async (id: string, node = 'Done') =>
	itemsOf(await setup.client.executionEnded(id), node).map(({ json }) => json);

const text = (message: string, from = mobile, to = onlineCode) =>
	setup.sandbox.text({ from, to, message });

const receivedBy = async (workflow: Workflow, count: number) =>
	(await setup.client.executionsEnded(workflow.id, count)).flatMap((execution) =>
		itemsOf(execution, 'Text Received').map(({ json }) => json.message),
	);

const answered = (data: object) => [
	{ data: { from: mobile, by: 'text', respondedAt: expect.any(String), ...data } },
];

test('A reply by text, received by webhook, resumes the execution and does not start the trigger’s workflow', async () => {
	const listening = await publishWebhook();
	const id = await ask(asking());
	expect(setup.sandbox.history.accepted.map(({ message }) => message)).toEqual([question]);
	text('Yes please');
	expect(await outputOf(id)).toEqual(answered({ approved: true, text: 'Yes please' }));
	text('YES');
	expect(await receivedBy(listening, 1)).toEqual(['YES']);
});

test('A reply by text, received by polling, resumes the execution', async () => {
	const polling = await publishPolling();
	const id = await ask(asking({ shortCode: offlineCode }));
	text('NO, ask Ann', mobile, offlineCode);
	text('Hello', otherMobile, offlineCode);
	expect(await outputOf(id)).toEqual(
		answered({ approved: false, text: 'NO, ask Ann', chatInput: 'ask Ann' }),
	);
	expect(await receivedBy(polling, 1)).toEqual(['Hello']);
});

test('STOP, HELP, strangers’ texts and unclear replies start the trigger’s workflow and leave the question open', async () => {
	const listening = await publishWebhook();
	const id = await ask(asking({ options: { clarification: 'Please reply YES or NO.' } }));
	text('STOP');
	await receivedBy(listening, 1);
	text('help');
	await receivedBy(listening, 2);
	text('yes', otherMobile);
	await receivedBy(listening, 3);
	text('maybe');
	text('hmm');
	expect((await receivedBy(listening, 5)).sort()).toEqual(['STOP', 'help', 'hmm', 'maybe', 'yes']);
	expect(setup.sandbox.history.accepted.map(({ message }) => message)).toEqual([
		question,
		'Please reply YES or NO.',
	]);
	text('y');
	expect(await outputOf(id)).toEqual(answered({ approved: true, text: 'y' }));
});

test('Of two questions to one number, the older one is answered first', async () => {
	await publishWebhook();
	const first = await ask(asking());
	const second = await ask(asking({ responseType: 'freeText', message: 'How many?' }));
	text('YES');
	expect(await outputOf(first)).toEqual(answered({ approved: true, text: 'YES' }));
	text('12');
	expect(await outputOf(second)).toEqual(answered({ text: '12' }));
});

test('A question comes to the sandbox’s phone, and the answer typed there resumes the execution', async () => {
	await publishWebhook();
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage();
		await page.goto(`${setup.sandbox.url}/#phones`);
		await page.getByText('Live', { exact: true }).waitFor();
		const id = await ask(asking());
		await page.getByRole('button', { name: '+1 206-555-0100' }).click();
		const texts = page.getByRole('region', { name: 'Texts on this phone' });
		await texts.getByText(question).waitFor();
		await page.getByLabel('To', { exact: true }).selectOption(onlineCode);
		await page.getByLabel('Text to the short code').fill('Yes, go ahead');
		await page.keyboard.press('Enter');
		expect(await outputOf(id)).toEqual(answered({ approved: true, text: 'Yes, go ahead' }));
		await texts.getByText('Yes, go ahead').waitFor();
	} finally {
		await browser.close();
	}
});

test('Without a published trigger for the short code, nothing is sent, and the error says what to do', async () => {
	const workflow = await setup.createWorkflow(chain('Ask', manualTrigger, asking()));
	const id = await setup.client.runManually(workflow, manualTrigger.name);
	const { error } = await setup.client.executionEnded(id);
	expect(error?.message).toMatch(`No AT&T SMS Trigger is published for short code ${onlineCode}`);
	expect(error?.description).toMatch('Publish a workflow with an AT&T SMS Trigger');
	expect(setup.sandbox.history.accepted).toEqual([]);
	// n8n logs a call of a path that no trigger has registered.
	expect(readFileSync(runningN8n().logFile, 'utf8')).not.toMatch(
		/unknown webhook.*att-sms-questions/,
	);
});

test('A reply by link is given on a page, whose preview answers nothing', async () => {
	const id = await ask(
		asking({ options: { replyBy: 'link', responseFormTitle: 'Example <Shop>' } }),
	);
	const sent = setup.sandbox.history.accepted[0]?.message ?? '';
	expect(sent.startsWith(`${question}\nhttp`)).toBe(true);
	const link = sent.slice(question.length + 1);
	const page = await fetch(link);
	const html = await page.text();
	expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
	expect(html).toMatch('Example &lt;Shop&gt;');
	expect(html).toMatch(question);
	expect((await setup.client.getExecution(id)).status).toBe('waiting');
	expect((await fetch(`${link}0`)).status).toBe(401);
	const answer = await fetch(link, {
		method: 'POST',
		body: new URLSearchParams({ answer: 'disapprove' }),
	});
	expect(answer.status).toBe(200);
	expect(await answer.text()).toMatch('Your answer was received');
	expect(await outputOf(id)).toEqual(answered({ approved: false, text: 'Decline', by: 'link' }));
	expect((await fetch(link)).status).toBe(200);
});

test('The page of a link takes the answer without JavaScript, and shows nothing from elsewhere', async () => {
	const browser = await launchBrowser();
	try {
		const id = await ask(asking({ responseType: 'freeText', options: { replyBy: 'link' } }));
		const link = setup.sandbox.history.accepted[0]?.message.split('\n')[1] ?? '';
		const context = await browser.newContext({ javaScriptEnabled: false, colorScheme: 'dark' });
		const page = await context.newPage();
		const requests: string[] = [];
		page.on('request', (request) => requests.push(new URL(request.url()).origin));
		const complaints = complaintsOf(page);
		await page.goto(link);
		await page.getByText(question).waitFor();
		await page.getByLabel('Your answer').fill('Twelve <b>');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByText('Your answer was received').waitFor();
		expect(new Set(requests)).toEqual(new Set([new URL(link).origin]));
		expect(complaints).toEqual([]);
		expect(await outputOf(id)).toEqual(answered({ text: 'Twelve <b>', by: 'link' }));
	} finally {
		await browser.close();
	}
});

test('An answer by the link of an earlier loop does not answer the question of a later one', async () => {
	const json = chain('Ask Each', manualTrigger, ...itemsFrom('n', [1, 2]));
	const [loop, node, done] = [
		{ name: 'Loop', type: 'n8n-nodes-base.splitInBatches', typeVersion: 3, parameters: {} },
		asking({ message: '=Question {{ $json.n }}', options: { replyBy: 'link' } }),
		{ name: 'Done', type: 'n8n-nodes-base.noOp', parameters: {} },
	].map((each, index) => ({ id: `loop-${index}`, typeVersion: 1, position: [750, 0], ...each }));
	const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
	const workflow = await setup.createWorkflow({
		...json,
		nodes: [...json.nodes, loop, node, done] as WorkflowJson['nodes'],
		connections: {
			...json.connections,
			Items: { main: [to('Loop')] },
			Loop: { main: [to('Done'), to('Ask')] },
			Ask: { main: [to('Loop')] },
		},
	});
	const id = await setup.client.runManually(workflow, manualTrigger.name);
	const asked = async (count: number): Promise<string> => {
		await setup.sandbox.until(({ accepted }) => accepted.length === count, 60_000);
		await waiting(id);
		return setup.sandbox.history.accepted.at(-1)?.message.split('\n')[1] ?? '';
	};
	const approve = async (link: string) => {
		const body = new URLSearchParams({ answer: 'approve' });
		return await (await fetch(link, { method: 'POST', body })).text();
	};
	const first = await asked(1);
	expect(await approve(first)).toMatch('Your answer was received');
	const second = await asked(2);
	expect(await approve(first)).toMatch('This question is closed');
	expect(await (await fetch(first)).text()).toMatch('This question is closed');
	expect((await setup.client.getExecution(id)).status).toBe('waiting');
	expect(await approve(second)).toMatch('Your answer was received');
	expect(await outputOf(id)).toHaveLength(2);
});

test('A question of a sub-workflow is answered, and the workflow that called it goes on', async () => {
	await publishWebhook();
	const sub = await setup.createWorkflow(
		chain(
			'Ask',
			{
				name: 'Called',
				type: 'n8n-nodes-base.executeWorkflowTrigger',
				typeVersion: 1.1,
				parameters: { inputSource: 'passthrough' },
			},
			asking(),
		),
	);
	await setup.client.activate(sub.id).catch(() => undefined);
	const workflow = await setup.createWorkflow(
		chain(
			'Call',
			manualTrigger,
			{
				name: 'Call',
				type: 'n8n-nodes-base.executeWorkflow',
				typeVersion: 1.2,
				parameters: {
					workflowId: { __rl: true, mode: 'id', value: sub.id },
					workflowInputs: { mappingMode: 'defineBelow', value: {} },
				},
			},
			{ name: 'Done', type: 'n8n-nodes-base.noOp', parameters: {} },
		),
	);
	const id = await setup.client.runManually(workflow, manualTrigger.name);
	await waiting(id);
	text('yes');
	// n8n 1 hands the caller its own input once a sub-workflow has waited.
	const isAnswerHandedOn = !runningN8n().version.startsWith('1.');
	expect(await outputOf(id)).toEqual(
		isAnswerHandedOn ? answered({ approved: true, text: 'yes' }) : [{}],
	);
});

test('Of two triggers for one short code and receive mode, n8n publishes one, unless the other leaves replies alone', async () => {
	await publishWebhook();
	await expect(publishWebhook({}, 'e2e-wait-second')).rejects.toThrow(/already taken|conflict/i);
	const other = await publishWebhook({ sendAndWaitReplies: 'ignore' }, 'e2e-wait-third');
	const id = await ask(asking());
	text('yes');
	expect(await receivedBy(other, 1)).toEqual(['yes']);
	expect((await setup.client.getExecution(id)).status).toBe('waiting');
});

test('A question that nobody answers in time hands on the input and that it timed out', async () => {
	await publishWebhook();
	const limit = { limitType: 'afterTimeInterval', resumeAmount: 0.05, resumeUnit: 'minutes' };
	const id = await ask(asking({ options: { limitWaitTime: { values: limit } } }));
	expect(await outputOf(id)).toEqual([{ data: { answered: false, timedOut: true } }]);
});
