import { startSandbox } from '../../sandbox/index.mts';
import type { Sandbox } from '../../sandbox/types.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import {
	waitFor,
	type Execution,
	type ExecutionSummary,
	itemsOf,
	type N8nClient,
	type Workflow,
} from '../../scripts/lib/n8n/client.mts';
import { installN8n } from '../../scripts/lib/n8n/install.mts';
import { type Instance, startInstance } from '../../scripts/lib/n8n/instance.mts';
import { type N8nProcess, startN8n } from '../../scripts/lib/n8n/process.mts';
import { app, attSmsTrigger, onlineCode, runningN8n } from './support/setup.mts';
import { filesWritten, placesOf, storedExecution } from './support/written.mts';
import { mobile } from '../support/mobile.mts';

const listenerSecret = 'pV7wQ2mX9cL4tB6n';
const textOf = (n: number) => `Text ${n} of the burst`;
const anyText = /Text \d+ of the burst/g;

/** Nothing listens there (port 9, discard). */
const nobody = 'http://127.0.0.1:9/';

interface Case {
	when: string;
	options: { batchBursts?: boolean };
	/** Messages that are sent. */
	burst: number;
	/** Messages that are acknowledged when n8n is killed. */
	killedAfter: number;
}

const cases: Case[] = [
	{ when: 'a burst of callbacks', options: {}, burst: 150, killedAfter: 60 },
	{
		when: 'a burst of callbacks with Batch Bursts',
		options: { batchBursts: true },
		burst: 60,
		killedAfter: 25,
	},
];
/**
 * Remove Duplicates reads its memory, and writes it back whole: of executions that run side by side,
 * one forgets what the other has just noted. One at a time, n8n acknowledges each as it begins.
 */
const env = { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' };

const takeIn = (listener: { id: string; name: string }, options: Case['options']) =>
	chain(
		'Take In',
		{
			name: 'Text Received',
			type: attSmsTrigger,
			webhookId: 'e2e-kill',
			parameters: {
				receiveMode: 'webhook',
				events: ['message'],
				authentication: 'webhookAuth',
				options: { ...options },
			},
			credentials: { attSmsWebhookAuthApi: listener },
		},
		{
			name: 'Remove Duplicates',
			type: 'n8n-nodes-base.removeDuplicates',
			typeVersion: 2,
			parameters: {
				operation: 'removeItemsSeenInPreviousExecutions',
				logic: 'removeItemsWithAlreadySeenKeyValues',
				dedupeValue: '={{ $json.fingerprint }}',
			},
		},
		{ name: 'Came Through', type: 'n8n-nodes-base.noOp', parameters: {} },
	);

interface StoredExecution extends Execution {
	/** All that n8n has stored of it. */
	stored: string;
	/** The texts that it was started with. */
	texts: Set<string>;
}

describe.each(cases)(
	'n8n, killed in the middle of $when and started again',
	({ when, options, burst, killedAfter }) => {
		let instance: Instance;
		let client: N8nClient;
		let restarted: N8nProcess | undefined;
		let sandbox: Sandbox;
		let workflow: Workflow;
		let acknowledgedAtKill: number;
		let restartedAt: number;
		let executions: StoredExecution[];

		const acknowledged = () => sandbox.history.mo.filter(({ state }) => state === 'acknowledged');
		const executionsOf = (message: string) => executions.filter(({ texts }) => texts.has(message));
		/** How often a message came out of Remove Duplicates. */
		const through = (message: string): number =>
			executionsOf(message)
				.flatMap((execution) => itemsOf(execution, 'Came Through'))
				.filter(({ json }) => json.message === message).length;

		/** n8n can leave what ran when it was killed in that state for good, if its log was not yet written. */
		const isLeftBehind = ({ status, startedAt }: Pick<ExecutionSummary, 'status' | 'startedAt'>) =>
			status === 'running' && Date.parse(startedAt ?? '') < restartedAt;

		/** This n8n numbers its executions from 1, and has no others. */
		const readExecutions = async (): Promise<StoredExecution[]> => {
			const [newest] = await client.listExecutions(workflow.id, 1);
			const all: StoredExecution[] = [];
			for (let id = 1; id <= Number(newest?.id ?? 0); id++) {
				const execution = await client.getExecution(String(id));
				const stored = await storedExecution(client, execution.id);
				all.push({ ...execution, stored, texts: new Set(stored.match(anyText)) });
			}
			return all;
		};

		beforeAll(async () => {
			const { version, packed } = runningN8n();
			const installation = await installN8n(version);
			sandbox = await startSandbox({
				apps: [app],
				callbackConnections: 8,
				callbackRetryMs: [500, 1000, 2000],
				wireLogSize: 0,
			});
			instance = await startInstance(installation, packed, { env });
			({ client } = instance);
			const listener = await client.createCredential('attSmsWebhookAuthApi', 'Listener', {
				method: 'urlSecret',
				urlSecret: listenerSecret,
			});
			workflow = await client.createWorkflow(takeIn(listener, options));
			await client.activate(workflow.id);
			const url = await callbackUrl(client, workflow, 'Text Received');
			const message = `${url}?secret=${listenerSecret}`;
			sandbox.setListener(onlineCode, { message });

			// Some are repeated though n8n did acknowledge them.
			sandbox.fault({ on: 'callback', kind: 'ackLost', skip: 10, times: 10 });
			for (let n = 0; n < burst; n++) {
				sandbox.text({ from: mobile(n), to: onlineCode, message: textOf(n) });
			}
			await sandbox.until(() => acknowledged().length >= killedAfter, 300_000);
			await instance.n8n.kill();
			await sandbox.settled();
			acknowledgedAtKill = acknowledged().length;

			const { userFolder, port } = instance.n8n;
			// While n8n starts, it answers whatever comes with a 200, and the callback would be lost.
			sandbox.setListener(onlineCode, { message: nobody });
			restartedAt = Date.now();
			restarted = await startN8n(installation, { userFolder, port, env });
			sandbox.setListener(onlineCode, { message });
			await sandbox.until(() => acknowledged().length === burst, 300_000);
			// On a busy machine callbacks time out and are repeated: n8n has a run for each to work off.
			await waitFor('the last execution to end', 400_000, async () => {
				const latest = await client.listExecutions(workflow.id);
				const isAtWork = ({ status, startedAt }: ExecutionSummary) =>
					status === 'new' || (status === 'running' && !isLeftBehind({ status, startedAt }));
				return latest.some(isAtWork) ? undefined : true;
			});
			executions = await readExecutions();

			const count = (isSo: (message: string) => boolean) =>
				sandbox.history.mo.filter(({ message }) => isSo(message)).length;
			process.stderr.write(
				`kill: ${when}: ${burst} messages, ${acknowledgedAtKill} acknowledged before it, ` +
					`${executions.length} executions; ` +
					`${count((message) => executionsOf(message).length === 0)} missing, ` +
					`${count((message) => through(message) > 1)} doubled, ` +
					`${count((message) => through(message) === 0)} in an execution that it ended\n`,
			);
		});

		afterAll(async () => {
			await restarted?.stop();
			await sandbox?.close();
			await instance?.close();
		});

		test('has missed callbacks, and been called again', () => {
			expect(acknowledgedAtKill).toBeGreaterThanOrEqual(killedAfter);
			expect(acknowledgedAtKill).toBeLessThan(burst);
			const attempts = sandbox.history.mo.flatMap((mo) => mo.attempts);
			expect(attempts.filter(({ error }) => error === 'ackLost')).toHaveLength(10);
			expect(attempts.filter(({ http }) => http === null)).not.toEqual([]);
			if (!options.batchBursts) expect(executions.length).toBeGreaterThan(burst);
			const together = executions.filter(({ texts }) => texts.size > 1);
			expect(together.length > 0).toBe(options.batchBursts === true);
		});

		test('has each message that it acknowledged in an execution', () => {
			const missing = sandbox.history.mo.filter(
				({ message }) => executionsOf(message).length === 0,
			);
			expect(missing).toEqual([]);
			expect(sandbox.history.mo).toHaveLength(burst);
		});

		test('lets none through Remove Duplicates twice', () => {
			const twice = sandbox.history.mo.filter(({ message }) => through(message) > 1);
			expect(twice).toEqual([]);
		});

		test('lets each through once, but what ran when it was killed: that is in an execution that n8n marks as crashed, or leaves running', () => {
			const not = sandbox.history.mo.filter(({ message }) => through(message) === 0);
			const crashed = not.filter(({ message }) =>
				executionsOf(message).some((each) => each.status === 'crashed' || isLeftBehind(each)),
			);
			expect(not).toEqual(crashed);
		});

		test('has written the secret of the listener nowhere, and no number or text into its log', () => {
			const { userFolder, log } = instance.n8n;
			const files = filesWritten(userFolder);
			const stored = executions.map(({ id, stored: text }): [string, string] => [id, text]);
			expect(placesOf(textOf(7), files).join()).toContain('database.sqlite');
			expect(placesOf(listenerSecret, [...files, ...stored])).toEqual([]);

			const words = sandbox.history.mo.flatMap(({ from, message }) => [from.slice(2), message]);
			expect(log()).toContain('Editor is now accessible');
			expect(words.filter((word) => log().includes(word))).toEqual([]);
		});
	},
);
