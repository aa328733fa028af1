import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AppConfig, Fault, Sandbox } from '../../sandbox/types.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain, manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import {
	waitFor,
	type Execution,
	type Item,
	itemsOf,
	type Workflow,
} from '../../scripts/lib/n8n/client.mts';
import {
	attSms,
	attSmsTrigger,
	offlineCode,
	onlineCode,
	pollingTrigger,
	runningN8n,
	setUp,
	type Setup,
} from './support/setup.mts';
import { watchTokens } from './support/tokens.mts';
import { filesWritten, placesOf, storedExecution } from './support/written.mts';
import { mobile } from '../support/mobile.mts';

const app: AppConfig = {
	appKey: 'app-of-the-fault-run',
	appSecret: 'hK3nR8vZ5qW1yD6s',
	shortCodes: [
		{ shortCode: offlineCode, mode: 'offline' },
		{ shortCode: onlineCode, mode: 'online' },
	],
};
const listenerSecret = 'uE9bX4gJ7mT2cA5f';

let setup: Setup;
let sandbox: Sandbox;
/** Every workflow of this file. */
const workflows: Workflow[] = [];
const handedOut = watchTokens();
const logAtStart = readFileSync(runningN8n().logFile).length;

beforeAll(async () => {
	setup = await setUp({ apps: [app], inboxPageSize: 2, callbackRetryMs: [200] });
	({ sandbox } = setup);
});
afterEach(async () => await sandbox.clearFaults());
afterAll(async () => {
	handedOut.close();
	await setup.close();
});

const create: Setup['createWorkflow'] = async (json) => {
	const workflow = await setup.createWorkflow(json);
	workflows.push(workflow);
	return workflow;
};

interface Text {
	to: string;
	message: string;
}

/** Runs a workflow that sends each text as an item of its own, one request after the other. */
const send = async (
	texts: Text[],
	options: object = {},
	others: object = {},
): Promise<Execution> => {
	const workflow = await create(
		chain(
			'Send',
			manualTrigger,
			{
				name: 'All Texts',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: JSON.stringify({ texts }), options: {} },
			},
			{
				name: 'Each Text',
				type: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'texts', options: {} },
			},
			{
				name: 'Send',
				type: attSms,
				parameters: {
					resource: 'sms',
					operation: 'send',
					to: '={{ $json.to }}',
					message: '={{ $json.message }}',
					options: { concurrency: 1, ...options },
				},
				credentials: setup.credentials,
				onError: 'continueErrorOutput',
				...others,
			},
		),
	);
	return await setup.client.executionEnded(
		await setup.client.runManually(workflow, manualTrigger.name),
	);
};

const acceptedOf = ({ to, message }: Text) =>
	sandbox.history.accepted.filter(
		(accepted) => accepted.message === message && accepted.addresses.includes(to),
	);

const errorIn = ({ json }: Item) => json.error as Record<string, unknown>;

interface SendCell {
	name: string;
	fault: Omit<Fault, 'on' | 'skip'>;
	options?: object;
	/** How often the gateway accepts the text whose request has the fault. */
	accepted: 0 | 1;
	/** What its error item says; without it, it is sent after all. */
	error?: Record<string, unknown>;
}

const sendCells: SendCell[] = [
	{
		name: 'the connection is reset after it was accepted',
		fault: { kind: 'connectionResetAfter' },
		accepted: 1,
		error: { maybeSent: true },
	},
	{
		name: 'no answer comes',
		fault: { kind: 'timeoutAfter' },
		options: { timeout: 3 },
		accepted: 1,
		error: { maybeSent: true },
	},
	{
		name: 'it is accepted and answered 500',
		fault: { kind: '500', processed: true },
		accepted: 1,
		error: { maybeSent: true, httpStatus: 500 },
	},
	{
		name: 'the answer is cut off',
		fault: { kind: 'truncatedJson' },
		accepted: 1,
		error: { maybeSent: true, answer: expect.stringContaining('SMS') },
	},
	{
		name: 'it is redirected',
		fault: { kind: 'redirect', http: 307 },
		accepted: 0,
		error: { maybeSent: false, httpStatus: 307 },
	},
	{
		name: 'the token lacks the scope',
		fault: { kind: 'scope' },
		accepted: 0,
		error: { maybeSent: false, httpStatus: 403, code: 'POL0001' },
	},
	{ name: 'the token no longer holds', fault: { kind: 'unauthorized' }, accepted: 1 },
	{ name: 'the gateway throttles', fault: { kind: 'throttle' }, accepted: 1 },
	{
		name: 'the gateway is away for a second',
		fault: { kind: '503', retryAfter: 1 },
		accepted: 1,
	},
];

describe('Three texts, with a fault at the second', () => {
	test.each(sendCells.map((cell, index) => [cell.name, cell, index] as const))(
		'None of three texts is lost or sent twice if, at the second, %s',
		async (name, { fault, options, accepted, error }, index) => {
			const texts = [0, 1, 2].map((n) => ({
				to: mobile(3 * index + n),
				message: `Part ${n} where ${name}`,
			}));
			const armed = sandbox.fault({ on: 'send', skip: 1, ...fault });
			const execution = await send(texts, options);
			expect(execution.status).toBe('success');
			expect(armed.hits).toBe(1);
			expect(texts.map((text) => acceptedOf(text).length)).toEqual([1, accepted, 1]);

			const reported = texts.filter((_, n) => n !== 1 || !error);
			expect(itemsOf(execution, 'Send', 0).map(({ json }) => json)).toEqual(
				reported.map((text) =>
					expect.objectContaining({ to: text.to, messageId: acceptedOf(text)[0]?.id }),
				),
			);
			expect(itemsOf(execution, 'Send', 1).map(errorIn)).toEqual(
				error ? [expect.objectContaining({ to: texts[1]?.to, ...error })] : [],
			);
		},
	);

	test('No request followed the redirect, so no token left for another host', () => {
		expect(sandbox.history.redirected).toEqual([]);
	});
});

describe('A run that ends at its first error', () => {
	test('The error that ends a run has what was sent before, and what may have been', async () => {
		const texts = [0, 1, 2].map((n) => ({ to: mobile(30 + n), message: `Stopped at, ${n}` }));
		sandbox.fault({ on: 'send', kind: 'connectionResetAfter', skip: 1 });
		const execution = await send(texts, {}, { onError: 'stopWorkflow' });
		expect(execution.status).toBe('error');
		expect(texts.map((text) => acceptedOf(text).length)).toEqual([1, 1, 0]);
		expect(execution.runData.Send?.[0]?.error).toMatchObject({
			context: {
				itemIndex: 1,
				data: {
					maybeSent: true,
					sent: [{ itemIndex: 0, messageId: acceptedOf(texts[0]!)[0]?.id, recipientCount: 1 }],
				},
			},
		});
	});
});

describe('Twelve recipients who share a request', () => {
	test('A recipient that AT&T rejects fails alone: the others are sent to, once', async () => {
		const message = 'One text for all of you';
		const texts = Array.from({ length: 12 }, (_, n) => ({ to: mobile(n), message }));
		const bad = texts[7]!;
		sandbox.configure({ badNumbers: [bad.to] });
		const execution = await send(texts);
		sandbox.configure({ badNumbers: [] });
		const others = texts.filter((text) => text !== bad);
		expect(texts.map((text) => acceptedOf(text).length)).toEqual(
			texts.map((text) => (text === bad ? 0 : 1)),
		);
		expect(itemsOf(execution, 'Send', 0).map(({ json }) => json)).toEqual(
			others.map((text) =>
				expect.objectContaining({ to: text.to, messageId: acceptedOf(text)[0]?.id }),
			),
		);
		expect(itemsOf(execution, 'Send', 1).map(errorIn)).toEqual([
			expect.objectContaining({ to: bad.to, code: 'SVC0004', maybeSent: false }),
		]);
	});
});

interface NodeError {
	context: { data: Record<string, unknown> };
}

describe('An inbox whose response is cut off', () => {
	const texts = Array.from({ length: 6 }, (_, n) => `Waiting, ${n}`);
	let workflow: Workflow;

	/** The workflow’s executions of a status, oldest first, once there are `count` of them. */
	const ended = async (status: 'success' | 'error', count: number): Promise<Execution[]> =>
		await waitFor(`${count} of ${status}`, 150_000, async () => {
			const all = await setup.client.executionsEnded(workflow.id, 0);
			const found = all.filter((execution) => execution.status === status);
			return found.length >= count ? found : undefined;
		});

	const messagesOf = (execution: Execution | undefined) =>
		execution && itemsOf(execution, 'Text Received').map(({ json }) => json.message);

	const answerIn = (failed: Execution | undefined): unknown => {
		const { error } = failed?.runData['Text Received']?.[0] ?? {};
		return (error as NodeError | undefined)?.context.data.answer;
	};

	test('A response that is cut off at publishing is kept in an execution that failed', async () => {
		workflow = await create(
			chain('Poll at first', {
				name: 'Text Received',
				type: attSmsTrigger,
				parameters: { receiveMode: 'polling', shortCode: offlineCode },
				credentials: setup.credentials,
			}),
		);
		const message = 'Waiting for you';
		sandbox.text({ from: mobile(0), to: offlineCode, message });
		const armed = sandbox.fault({ on: 'inbox', kind: 'truncatedJson' });
		await setup.client.activate(workflow.id);
		const [failed] = await ended('error', 1);
		await setup.client.deactivate(workflow.id);
		expect(armed.hits).toBe(1);
		expect(answerIn(failed)).toContain(message);
	});

	test('The pages before a cut-off one come out, and what AT&T no longer has is kept in an execution that failed', async () => {
		workflow = await create(chain('Poll', pollingTrigger(setup.credentials)));
		texts.forEach((message, n) => sandbox.text({ from: mobile(n), to: offlineCode, message }));
		const armed = sandbox.fault({ on: 'inbox', kind: 'truncatedXml', skip: 1 });
		await setup.client.activate(workflow.id);
		const [run] = await ended('success', 1);
		const [failed] = await ended('error', 1);
		expect(armed.hits).toBe(1);
		expect(messagesOf(run)).toEqual(texts.slice(0, 2));
		expect(answerIn(failed)).toContain(texts[2]);
		expect(answerIn(failed)).toContain(texts[3]);
		const read = sandbox.history.mo.filter(({ state }) => state === 'read');
		expect(read.map(({ message }) => message)).toEqual(expect.arrayContaining(texts.slice(0, 4)));
	});

	test('The pages after a cut-off one are left for the next poll', async () => {
		const [, run] = await ended('success', 2);
		expect(messagesOf(run)).toEqual(texts.slice(4));
	});
});

describe('A callback whose acknowledgement is lost', () => {
	test('The callback is repeated, and starts nothing again with Ignore Duplicates', async () => {
		const listener = await setup.client.createCredential('attSmsWebhookAuthApi', 'Listener', {
			method: 'urlSecret',
			urlSecret: listenerSecret,
		});
		const workflow = await create(
			chain('Listen', {
				name: 'Text Received',
				type: attSmsTrigger,
				webhookId: 'e2e-faults',
				parameters: {
					receiveMode: 'webhook',
					events: ['message'],
					authentication: 'webhookAuth',
					options: { ignoreDuplicates: true },
				},
				credentials: { attSmsWebhookAuthApi: listener },
			}),
		);
		await setup.client.activate(workflow.id);
		const url = await callbackUrl(setup.client, workflow, 'Text Received');
		sandbox.setListener(onlineCode, { message: `${url}?secret=${listenerSecret}` });
		sandbox.fault({ on: 'callback', kind: 'ackLost', times: 2 });
		const message = 'Say it once';
		sandbox.text({ from: mobile(0), to: onlineCode, message });
		await sandbox.until(({ mo }) => mo.at(-1)?.state === 'acknowledged', 120_000);
		expect(sandbox.history.callbacks.at(-1)?.attempts).toMatchObject([
			{ http: 200, error: 'ackLost' },
			{ http: 200, error: 'ackLost' },
			{ http: 200, error: null },
		]);

		const executions = await setup.client.executionsEnded(workflow.id);
		expect(
			executions.flatMap((execution) =>
				itemsOf(execution, 'Text Received').map(({ json }) => json.message),
			),
		).toEqual([message]);
	});
});

describe('All that n8n has written meanwhile', () => {
	const { logFile } = runningN8n();
	let stored: Array<[string, string]>;
	let files: Map<string, Buffer>;

	beforeAll(async () => {
		const all = await Promise.all(workflows.map(({ id }) => setup.client.listExecutions(id)));
		stored = [];
		for (const { id } of all.flat()) {
			stored.push([`execution ${id}`, await storedExecution(setup.client, id)]);
		}
		files = filesWritten(dirname(logFile));
	});

	test('The texts are found where executions are stored', () => {
		expect(stored.length).toBeGreaterThanOrEqual(workflows.length);
		for (const text of ['Stopped at, 1', 'Waiting, 3', 'Say it once']) {
			expect(placesOf(text, stored)).not.toEqual([]);
			expect(placesOf(text, files).join()).toContain('database.sqlite');
		}
	});

	test('No App Secret, token or webhook secret is found', () => {
		// Two access tokens, since one was rejected, and a refresh token.
		expect(handedOut.tokens.size).toBeGreaterThanOrEqual(3);
		for (const secret of [app.appSecret, listenerSecret, ...handedOut.tokens]) {
			expect(placesOf(secret, [...files, ...stored])).toEqual([]);
		}
	});

	test('No phone number and no text is found in the log', () => {
		const log = readFileSync(logFile).subarray(logAtStart).toString();
		const { accepted, mo } = sandbox.history;
		const numbers = [
			...accepted.flatMap(({ addresses }) => addresses),
			...mo.map(({ from }) => from),
		];
		const texts = [...accepted, ...mo].map(({ message }) => message);
		const words = new Set([...numbers.map((number) => number.slice(2)), ...texts]);
		expect(words.size).toBeGreaterThan(60);
		expect([...words].filter((word) => log.includes(word))).toEqual([]);
	});
});
