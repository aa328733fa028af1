import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../sandbox/index.mts';
import type { Sandbox } from '../../sandbox/types.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain, webhookTrigger, type NodeInChain } from '../../scripts/lib/n8n/chain.mts';
import { type Credential, waitFor, itemsOf } from '../../scripts/lib/n8n/client.mts';
import { installN8n } from '../../scripts/lib/n8n/install.mts';
import { credentialType } from '../../scripts/lib/credentialType.mts';
import { startQueue, type Queue } from '../../scripts/lib/n8n/queue.mts';
import {
	app,
	attSms,
	attSmsTrigger,
	credentialData,
	mobile,
	offlineCode,
	onlineCode,
	pollingTrigger,
	post,
	runningN8n,
	sendEach,
} from './support/setup.mts';

describe('In queue mode', () => {
	let queue: Queue;
	/** Of the webhook process. */
	let webhookUrl: string;
	let sandbox: Sandbox;
	let credentials: Record<string, Credential>;
	beforeAll(async () => {
		sandbox = await startSandbox({ apps: [app] });
		const { packed, version } = runningN8n();
		queue = await startQueue(await installN8n(version), [packed], { workers: 2, webhooks: 1 });
		webhookUrl = queue.webhooks[0]?.url ?? '';
		credentials = {
			[credentialType]: await queue.client.createCredential(
				credentialType,
				'Sandbox',
				credentialData(sandbox),
			),
		};
	});
	afterAll(async () => {
		await queue?.close();
		await sandbox?.close();
	});

	/** A workflow that sends a number of texts, one after the other, each time it is called. */
	const sender = async (name: string, texts: number, options = {}) => {
		const workflow = await queue.client.createWorkflow(
			chain(
				name,
				webhookTrigger(name),
				...sendEach(
					texts,
					'=Text {{ $json.n }} of {{ $execution.id }}',
					{ concurrency: 1, ...options },
					credentials,
				),
			),
		);
		await queue.client.activate(workflow.id);
		return { workflow, call: async () => await post(`${webhookUrl}/webhook/${name}`, {}) };
	};

	const tookPart = (log: string) => /started execution \d+/i.test(log);

	test('The workers send with one token between them', async () => {
		const { workflow, call } = await sender('sends', 1);
		const calls = 12;
		await call();
		await queue.client.executionsEnded(workflow.id, 1);
		for (let n = 1; n < calls; n++) expect(await call()).toMatchObject({ status: 200 });
		const executions = await queue.client.executionsEnded(workflow.id, calls);

		expect(executions.map(({ status }) => status)).toEqual(Array(calls).fill('success'));
		expect(new Set(sandbox.history.accepted.map(({ message }) => message)).size).toBe(calls);
		expect(sandbox.history.accepted).toHaveLength(calls);
		expect(sandbox.history.tokenRequests).toHaveLength(1);
		expect(queue.workers.map((worker) => tookPart(worker.log()))).toEqual([true, true]);
		expect(tookPart(queue.main.log())).toBe(false);
	});

	test('A failed Send and its failed retry are both retried from the list, by workers, and each text is sent once', async () => {
		sandbox.reset();
		const { workflow, call } = await sender('fails', 8, { maxRetryTime: 0 });
		sandbox.fault({ on: 'send', kind: '503', skip: 3, times: 1 });
		await call();
		const [failed] = await queue.client.executionsEnded(workflow.id, 1);
		const id = failed?.id ?? '';
		expect([failed?.status, sandbox.history.accepted.length]).toEqual(['error', 3]);

		sandbox.fault({ on: 'send', kind: '503', skip: 2, times: 1 });
		const first = await queue.client.retry(id);
		expect([first.status, sandbox.history.accepted.length]).toEqual(['error', 5]);
		const second = await queue.client.retry(id);
		expect(second.error?.message).toContain('retried before');
		expect(sandbox.history.accepted).toHaveLength(5);

		expect(await queue.client.retry(first.id)).toMatchObject({ status: 'success' });
		const texts = sandbox.history.accepted.map(({ message }) => message.split(' of ')[0]);
		expect(texts).toEqual([...Array(8).keys()].map((n) => `Text ${n}`));
	});

	test('One process alone polls', async () => {
		const workflow = await queue.client.createWorkflow(chain('Poll', pollingTrigger(credentials)));
		sandbox.text({ from: mobile, to: offlineCode, message: 'at once' });
		await queue.client.activate(workflow.id);
		await queue.client.executionsEnded(workflow.id, 1);
		sandbox.text({ from: mobile, to: offlineCode, message: 'by schedule' });
		const executions = await queue.client.executionsEnded(workflow.id, 2);
		// Others that had a schedule too would read in the same minute.
		await sleep(5000);
		await queue.client.deactivate(workflow.id);
		expect(
			executions.flatMap((each) => itemsOf(each, 'Text Received').map(({ json }) => json.message)),
		).toEqual(['at once', 'by schedule']);
		expect(sandbox.history.inboxReads).toHaveLength(2);
	});

	test('The webhook process takes callbacks', async () => {
		const workflow = await queue.client.createWorkflow(
			chain('Listen', {
				name: 'Text Received',
				type: attSmsTrigger,
				webhookId: 'queue-listen',
				parameters: { receiveMode: 'webhook', events: ['message'] },
				credentials,
			}),
		);
		await queue.client.activate(workflow.id);
		const shown = await callbackUrl(queue.client, workflow, 'Text Received');
		const listener = shown.replace(queue.main.url, webhookUrl);
		sandbox.setListener(onlineCode, { message: listener });
		for (let n = 0; n < 20; n++) {
			sandbox.text({ from: mobile, to: onlineCode, message: `Text ${n}` });
		}
		await sandbox.until(
			({ callbacks }) => callbacks.every(({ state }) => state === 'acknowledged'),
			120_000,
		);
		const executions = await queue.client.executionsEnded(workflow.id, 20);
		const messages = executions.flatMap((each) =>
			itemsOf(each, 'Text Received').map(({ json }) => json.message),
		);
		expect(messages.sort()).toEqual([...Array(20).keys()].map((n) => `Text ${n}`).sort());
		expect(await post(shown, {})).toMatchObject({ status: 404 });
		await queue.client.deactivate(workflow.id);
	});

	test('The webhook process takes questions from the workers, and replies, in both receive modes', async () => {
		sandbox.reset();
		const received = (receiveMode: string, shortCode: string, others: object): NodeInChain => ({
			name: 'Text Received',
			type: attSmsTrigger,
			webhookId: `queue-replies-${receiveMode}`,
			parameters: { receiveMode, shortCode, ...others },
			credentials,
		});
		const asker = (shortCode: string): NodeInChain[] => [
			webhookTrigger(`queue-ask-${shortCode}`),
			{
				name: 'Ask',
				type: attSms,
				webhookId: `queue-wait-${shortCode}`,
				parameters: {
					resource: 'sms',
					operation: 'sendAndWait',
					to: mobile,
					shortCode,
					message: `Question of ${shortCode}?`,
				},
				credentials,
			},
			{ name: 'Done', type: 'n8n-nodes-base.noOp', parameters: {} },
		];
		const publish = async (name: string, ...nodes: NodeInChain[]) => {
			const workflow = await queue.client.createWorkflow(chain(name, ...nodes));
			await queue.client.activate(workflow.id);
			return workflow;
		};
		const listening = await publish(
			'Listen for Replies',
			received('webhook', onlineCode, { events: ['message'] }),
		);
		const shown = await callbackUrl(queue.client, listening, 'Text Received');
		sandbox.setListener(onlineCode, { message: shown.replace(queue.main.url, webhookUrl) });
		// A run of the poll’s own doesn’t make it think that all of n8n is in its process.
		sandbox.text({ from: mobile, to: offlineCode, message: 'No reply' });
		const polling = await publish(
			'Poll for Replies',
			received('polling', offlineCode, { pollTimes: { item: [{ mode: 'everyMinute' }] } }),
		);

		await queue.client.executionsEnded(polling.id, 1);

		const ask = async (shortCode: string) => {
			const workflow = await publish('Ask', ...asker(shortCode));
			await post(`${webhookUrl}/webhook/queue-ask-${shortCode}`, {});
			const { id } = await waitFor('the execution to wait', 120_000, async () => {
				const [execution] = await queue.client.listExecutions(workflow.id, 1);
				return execution?.status === 'waiting' ? execution : undefined;
			});
			sandbox.text({ from: mobile, to: shortCode, message: `Yes, ${shortCode}` });
			const ended = await queue.client.executionEnded(id);
			return itemsOf(ended, 'Done').map(({ json }) => json.data);
		};
		const answers = await Promise.all([onlineCode, offlineCode].map(ask));
		expect(answers).toEqual(
			[onlineCode, offlineCode].map((code) => [
				expect.objectContaining({ approved: true, text: `Yes, ${code}`, from: mobile }),
			]),
		);
		expect(tookPart(queue.main.log())).toBe(false);
		expect(await queue.client.listExecutions(listening.id)).toEqual([]);
		expect(await queue.client.listExecutions(polling.id)).toHaveLength(1);
		for (const { id } of [listening, polling]) await queue.client.deactivate(id);
	});

	test('Nothing is sent twice when a worker is killed in the middle of a send', async () => {
		const { workflow, call } = await sender('killed', 20);
		sandbox.reset();
		sandbox.configure({ latencyMs: 1000 });
		await call();
		await sandbox.until(({ accepted }) => accepted.length >= 3, 120_000);
		const [running] = await queue.client.listExecutions(workflow.id, 1);
		const busy = queue.workers.find((worker) =>
			new RegExp(`started execution ${running?.id}\\b`, 'i').test(worker.log()),
		);
		if (!busy) throw new Error('No worker says that it runs the execution');
		await busy.kill();
		sandbox.configure({ latencyMs: 0 });

		const status = await waitFor('the execution to be marked failed', 300_000, async () => {
			const [latest] = await queue.client.listExecutions(workflow.id, 1);
			return latest && ['error', 'crashed'].includes(latest.status) ? latest.status : undefined;
		});
		expect(['error', 'crashed']).toContain(status);
		// Whoever took the job up again would have sent by now.
		await sleep(20_000);
		const { accepted } = sandbox.history;
		expect(accepted.length).toBeLessThan(20);
		expect(new Set(accepted.map(({ message }) => message)).size).toBe(accepted.length);
		expect(await queue.client.listExecutions(workflow.id)).toHaveLength(1);
	});
});
