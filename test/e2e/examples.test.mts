import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { closeServer, listenLocally } from '../../scripts/lib/localServer.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { itemsOf, waitFor, type WorkflowJson } from '../../scripts/lib/n8n/client.mts';
import {
	attSms,
	mobile,
	onlineCode,
	otherMobile,
	post,
	setUp,
	type Setup,
} from './support/setup.mts';

let setup: Setup;
beforeAll(async () => (setup = await setUp()));
afterAll(async () => await setup.close());

/** An example’s text, with what its README says is to be set. */
const example = (name: string, settings: Record<string, string> = {}): WorkflowJson => {
	let text = readFileSync(`examples/${name}/workflow.json`, 'utf8').replaceAll(
		'22627012',
		onlineCode,
	);
	for (const [from, to] of Object.entries(settings)) text = text.replaceAll(from, to);
	const { nodes, ...workflow } = JSON.parse(text) as WorkflowJson;
	const { credentials } = setup;
	return {
		...workflow,
		nodes: nodes.map((node) => (node.type === attSms ? { ...node, credentials } : node)),
	};
};

/** Makes the data table that an example’s README asks for. */
const dataTable = async (name: string, columns: string[], data: object[]) => {
	const { call } = setup.client;
	const { id: projectId } = await call<{ id: string }>('GET', '/projects/personal');
	const tables = `/projects/${projectId}/data-tables`;
	const { id } = await call<{ id: string }>('POST', tables, {
		name,
		columns: columns.map((column) => ({ name: column, type: 'string' })),
	});
	if (data.length > 0) {
		await call('POST', `${tables}/${id}/insert`, { data, returnType: 'count' });
	}
	return {
		remove: async () => await call('DELETE', `${tables}/${id}`),
		rows: async () =>
			(await call<{ data: Array<Record<string, unknown>> }>('GET', `${tables}/${id}/rows`)).data,
	};
};

/** A time of day in UTC, some minutes from now. */
const timeOfDay = (minutes: number) =>
	new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16);

/** The broadcast, with quiet hours from and to some minutes from now. */
const broadcastQuiet = (start: number, end: number) =>
	example('broadcast', {
		'"start": "21:00"': `"start": "${timeOfDay(start)}"`,
		'"end": "08:00"': `"end": "${timeOfDay(end)}"`,
		'"timeZone": ""': '"timeZone": "UTC"',
	});

describe('A broadcast from a table', () => {
	test('The broadcast waits for the end of the quiet hours, and then texts everyone', async () => {
		const { client, sandbox } = setup;
		const { remove } = await dataTable(
			'Recipients',
			['phone'],
			[mobile, otherMobile].map((phone) => ({ phone })),
		);
		const before = sandbox.history.accepted.length;
		// Full minutes: near the end of this one, the next is over too soon.
		const minutes = new Date().getSeconds() > 52 ? 2 : 1;
		const workflow = await setup.createWorkflow(broadcastQuiet(-60, minutes));
		const id = await client.runManually(workflow, 'Start');
		await sandbox.until(() => sandbox.history.accepted.length > before, 90_000);
		const execution = await client.executionEnded(id);
		await remove();
		expect(execution.error).toBeUndefined();
		expect(sandbox.history.accepted.slice(before).map(({ addresses }) => addresses)).toEqual([
			[mobile, otherMobile],
		]);
		expect(itemsOf(execution, 'Until Morning')).toHaveLength(2);
	});

	test('The broadcast texts everyone, and reports on each', async () => {
		const { client, sandbox } = setup;
		const phones = [mobile, '555-01', otherMobile];
		const { remove } = await dataTable(
			'Recipients',
			['phone'],
			phones.map((phone) => ({ phone })),
		);
		const before = sandbox.history.accepted.length;
		const workflow = await setup.createWorkflow(broadcastQuiet(60, 120));
		const id = await client.runManually(workflow, 'Start');
		const execution = await client.executionEnded(id);
		await remove();
		expect(execution.error).toBeUndefined();
		expect(sandbox.history.accepted.slice(before).map(({ addresses }) => addresses)).toEqual([
			[mobile, otherMobile],
		]);
		expect(itemsOf(execution, 'Delivery Report').map(({ json }) => json)).toEqual([
			{ phone: mobile, status: 'DeliveredToTerminal' },
			{ phone: '555-01', status: expect.stringContaining('Failed: ') },
			{ phone: otherMobile, status: 'DeliveredToTerminal' },
		]);
	});
});

describe('An opt-out list', () => {
	test('A number that wrote STOP is left out of the broadcast until START, and HELP is answered', async () => {
		const { client, sandbox } = setup;
		const { remove: removeOptedOut } = await dataTable('Opted Out', ['phone'], []);
		const { remove: removeRecipients } = await dataTable(
			'Recipients',
			['phone'],
			[`${mobile.slice(2, 5)}-${mobile.slice(5)}`, otherMobile].map((phone) => ({ phone })),
		);
		const workflow = await setup.createWorkflow(example('opt-out-list'));
		await client.activate(workflow.id);
		const url = await callbackUrl(client, workflow, 'Text Received');
		sandbox.setListener(onlineCode, { message: url });
		const { accepted } = sandbox.history;
		const answerTo = async (message: string) => {
			const before = accepted.length;
			sandbox.text({ from: mobile, to: onlineCode, message });
			await sandbox.until(() => accepted.length > before, 60_000);
			expect(accepted.at(-1)?.addresses).toEqual([mobile]);
			return accepted.at(-1)?.message;
		};
		const broadcast = async () => {
			const before = accepted.length;
			await client.executionEnded(await client.runManually(workflow, 'Start'));
			return accepted.slice(before).flatMap(({ addresses }) => addresses);
		};

		expect(await broadcast()).toEqual([mobile, otherMobile]);
		expect(await answerTo('Stop.')).toMatch(/^You are unsubscribed/);
		expect(await broadcast()).toEqual([otherMobile]);
		const answered = accepted.length;
		sandbox.text({ from: mobile, to: onlineCode, message: 'STOP' });
		expect(await answerTo('help')).toMatch(/Reply STOP to unsubscribe/);
		expect(accepted).toHaveLength(answered + 1);
		expect(await answerTo('START')).toMatch(/^You are subscribed again/);
		expect(await broadcast()).toEqual([mobile, otherMobile]);

		// As AT&T repeats a START whose acknowledgment was lost.
		const start = {
			DateTime: '08-03-2014T10:11:12',
			MessageId: '',
			Message: 'Start',
			SenderAddress: `tel:${mobile}`,
			DestinationAddress: onlineCode,
		};
		const confirmed = accepted.length + 1;
		await post(url, start);
		await sandbox.until(() => accepted.length === confirmed, 60_000);
		expect(await answerTo('stop')).toMatch(/^You are unsubscribed/);
		await post(url, start);
		expect(await broadcast()).toEqual([otherMobile]);
		await client.deactivate(workflow.id);
		await removeOptedOut();
		await removeRecipients();
	});
});

describe('An approval by text', () => {
	test('The customer is texted once the manager has replied YES', async () => {
		const { client, sandbox } = setup;
		const workflow = await setup.createWorkflow(example('approve-by-text'));
		await client.activate(workflow.id);
		sandbox.setListener(onlineCode, {
			message: await callbackUrl(client, workflow, 'Text Received'),
		});
		const before = sandbox.history.accepted.length;
		const texts = () => sandbox.history.accepted.slice(before);
		const request = async (customer: string) => {
			const body = { customer, amount: 40, phone: otherMobile };
			await post(`${client.url}/webhook/refund-requested`, body);
		};
		const reply = async (count: number, message: string) => {
			await sandbox.until(() => texts().length === count, 60_000);
			sandbox.text({ from: mobile, to: onlineCode, message });
		};
		await request('Ann');
		await reply(1, 'No');
		const [declined] = await client.executionsEnded(workflow.id);
		expect(declined && itemsOf(declined, 'Not Approved')).toHaveLength(1);
		await request('Ben');
		await reply(2, 'Yes, go ahead');
		await sandbox.until(() => texts().length === 3, 60_000);
		expect(texts().map(({ addresses, message }) => [...addresses, message])).toEqual([
			[mobile, 'Approve a refund of $40 to Ann? Reply YES or NO.'],
			[mobile, 'Approve a refund of $40 to Ben? Reply YES or NO.'],
			[otherMobile, 'Your refund of $40 is on its way.'],
		]);
		await client.deactivate(workflow.id);
	});
});

describe('An appointment reminder', () => {
	test('Everyone is reminded once, and it is noted who confirms and who cancels', async () => {
		const { client, sandbox } = setup;
		const when = 'on Monday at 9:30';
		const { remove, rows } = await dataTable(
			'Appointments',
			['phone', 'when', 'state'],
			[mobile, otherMobile].map((phone) => ({ phone, when, state: 'new' })),
		);
		const workflow = await setup.createWorkflow(example('appointment-reminder'));
		await client.activate(workflow.id);
		sandbox.setListener(onlineCode, {
			message: await callbackUrl(client, workflow, 'Text Received'),
		});
		const before = sandbox.history.accepted.length;
		const texts = () => sandbox.history.accepted.slice(before);
		const remind = async () =>
			await client.executionEnded(await client.runManually(workflow, 'Each Morning'));

		expect((await remind()).error).toBeUndefined();
		await sandbox.until(() => texts().length === 2, 60_000);
		await remind();
		sandbox.text({ from: mobile, to: onlineCode, message: ' yes!' });
		sandbox.text({ from: otherMobile, to: onlineCode, message: 'No, sorry' });
		await sandbox.until(() => texts().length === 3, 60_000);
		const question = `Your appointment is ${when}. Reply YES to confirm, or NO to cancel.`;
		expect(texts().map(({ message }) => message)).toEqual([
			question,
			question,
			`Thank you: your appointment ${when} is confirmed.`,
		]);
		expect(texts().at(-1)?.addresses).toEqual([mobile]);
		const stateOf = async (phone: string) =>
			(await rows()).find((row) => row.phone === phone)?.state;
		await waitFor('the table to be up to date', 60_000, async () =>
			(await stateOf(otherMobile)) === 'canceled' ? true : undefined,
		);
		expect(await stateOf(mobile)).toBe('confirmed');
		await client.deactivate(workflow.id);
		await remove();
	});
});

describe('An AI agent', () => {
	/** The arguments of the tool calls that the model makes, one after the other, before it is done. */
	let plan: object[] = [];
	/** What the model got back from its tool calls. */
	let results: string[] = [];

	/** Speaks as an OpenAI-compatible model that follows the plan. */
	const model = createServer(async (request, response) => {
		const { messages, tools, stream } = (await readJson(request)) as {
			messages: Array<{ role: string; content: string }>;
			tools: Array<{ function: { name: string } }>;
			stream?: boolean;
		};
		results = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
		const args = plan[results.length];
		const call = {
			index: 0,
			id: `call_${results.length}`,
			type: 'function',
			function: { name: tools[0]?.function.name, arguments: JSON.stringify(args) },
		};
		const message = args
			? { role: 'assistant', content: '', tool_calls: [call] }
			: { role: 'assistant', content: 'Answered.' };
		const completion = {
			id: 'completion',
			object: stream ? 'chat.completion.chunk' : 'chat.completion',
			created: 0,
			model: 'stand-in',
			choices: [
				{
					index: 0,
					[stream ? 'delta' : 'message']: message,
					finish_reason: args ? 'tool_calls' : 'stop',
				},
			],
		};
		const body = JSON.stringify(completion);
		response.setHeader('content-type', stream ? 'text/event-stream' : 'application/json');
		response.end(stream ? `data: ${body}\n\ndata: [DONE]\n\n` : body);
	});
	let modelPort: number;
	beforeAll(async () => (modelPort = await listenLocally(model)));
	afterAll(async () => await closeServer(model));

	/** Publishes an agent’s example, and has the sandbox call it. */
	const publish = async (name: string) => {
		const { client, sandbox, credentials } = setup;
		const openAiApi = await client.createCredential('openAiApi', 'Stand-in', {
			apiKey: 'none',
			url: `http://127.0.0.1:${modelPort}/v1`,
		});
		const { nodes, ...others } = example(name);
		const workflow = await setup.createWorkflow({
			...others,
			nodes: nodes.map((node) => {
				if (node.name === 'Model') return { ...node, credentials: { openAiApi } };
				return node.type.startsWith(`${attSms}T`) || node.type.startsWith(`${attSms}H`)
					? { ...node, credentials }
					: node;
			}),
		});
		await client.activate(workflow.id);
		sandbox.setListener(onlineCode, {
			message: await callbackUrl(client, workflow, 'Text Received'),
		});
		return workflow;
	};

	test('The agent answers a text with its tool', async () => {
		const { client, sandbox } = setup;
		const workflow = await publish('ai-agent');
		plan = [{ Message: 'Yes, until 5 today.' }];
		sandbox.text({ from: mobile, to: onlineCode, message: 'Are you open today?' });
		const [execution] = await client.executionsEnded(workflow.id);
		await client.deactivate(workflow.id);
		expect(execution?.error).toBeUndefined();
		expect(sandbox.history.accepted.at(-1)).toMatchObject({
			addresses: [mobile],
			message: 'Yes, until 5 today.',
		});
	});

	test('The agent answers a text only once a person has approved the answer by text', async () => {
		const { client, sandbox } = setup;
		const workflow = await publish('human-review');
		plan = ['No idea.', 'Yes, until 5 today.'].map((Message) => ({
			toolParameters: { Message },
			hitlParameters: {},
		}));
		const before = sandbox.history.accepted.length;
		const texts = () =>
			sandbox.history.accepted
				.slice(before)
				.map(({ addresses, message }) => [...addresses, message]);
		const asked = (answer: string) => [
			otherMobile,
			`Send this answer? “${answer}” Reply YES, or NO and what to change.`,
		];
		const review = async (count: number, message: string) => {
			await sandbox.until(() => texts().length === count, 60_000);
			sandbox.text({ from: otherMobile, to: onlineCode, message });
		};
		sandbox.text({ from: mobile, to: onlineCode, message: 'Are you open now?' });
		await review(1, 'No, say until when we are open');
		await review(2, 'Yes');
		const [execution] = await client.executionsEnded(workflow.id);
		await client.deactivate(workflow.id);
		expect(execution?.error).toBeUndefined();
		expect(texts()).toEqual([
			asked('No idea.'),
			asked('Yes, until 5 today.'),
			[mobile, 'Yes, until 5 today.'],
		]);
		expect(results[0]).toMatch('say until when we are open');
		expect(await client.listExecutions(workflow.id)).toHaveLength(1);
	});
});

describe('Texts to a chat channel', () => {
	const posted: unknown[] = [];
	const channel = createServer(async (request, response) => {
		posted.push(await readJson(request));
		response.end('ok');
	});
	let port: number;
	beforeAll(async () => (port = await listenLocally(channel)));
	afterAll(async () => await closeServer(channel));

	test('A text is posted to the channel’s webhook', async () => {
		const { client, sandbox } = setup;
		const workflow = await setup.createWorkflow(
			example('sms-to-chat', {
				'https://hooks.example.com/services/your-channel': `http://127.0.0.1:${port}/channel`,
			}),
		);
		await client.activate(workflow.id);
		sandbox.setListener(onlineCode, {
			message: await callbackUrl(client, workflow, 'Text Received'),
		});
		sandbox.text({ from: mobile, to: onlineCode, message: 'Are “you” open?' });
		const [execution] = await client.executionsEnded(workflow.id);
		expect(execution?.error).toBeUndefined();
		expect(posted).toEqual([{ text: `${mobile}: Are “you” open?` }]);
	});
});
