// n8n ends in the middle of a burst of callbacks, and is started again. Each message that it had
// acknowledged must be in an execution. `npm run test:kill` plays all cases, `npm run test:e2e` those
// of SIGKILL in regular mode.
import { callbackUrl } from '../../../scripts/lib/n8n/callbackUrl.mts';
import {
	type ExecutionSummary,
	itemsOf,
	waitFor,
	type Workflow,
} from '../../../scripts/lib/n8n/client.mts';
import type { NodeInChain } from '../../../scripts/lib/n8n/chain.mts';
import { readExecutions, type StoredExecution, textsIn } from '../support/executions.mts';
import { type End, type KillableN8n, openKillable } from '../support/killable.mts';
import type { Mode, ProcessName } from '../support/killable.mts';
import { tellCounts } from '../support/killTable.mts';
import { attSmsTrigger, onlineCode } from '../support/setup.mts';
import { filesWritten, placesOf } from '../support/written.mts';
import { mobile } from '../../support/mobile.mts';

const listenerSecret = 'pV7wQ2mX9cL4tB6n';
const textOf = (n: number) => `Text ${n} of the burst`;
const anyText = /Text \d+ of the burst/g;

/** Nothing listens there (port 9, discard). */
const nobody = 'http://127.0.0.1:9/';

interface Case extends End {
	what: 'a burst of callbacks' | 'a burst of callbacks with Batch Bursts';
	/** Messages that are sent. */
	burst: number;
	/** Messages that are acknowledged when n8n ends. */
	endsAfter: number;
	mode: Mode;
	process: ProcessName;
}

const single = { what: 'a burst of callbacks', burst: 150 } as const;
const batched = { what: 'a burst of callbacks with Batch Bursts', burst: 60 } as const;
const killed = { end: 'kill', signal: 'SIGKILL' } as const;
const stopped = { end: 'stop', signal: 'SIGTERM' } as const;
const regular = { mode: 'regular', process: 'main' } as const;

const shortCases: Case[] = [
	{ ...single, endsAfter: 60, ...killed, ...regular },
	{ ...batched, endsAfter: 25, ...killed, ...regular },
];

const cases: Case[] = process.env.KILL_MOMENTS
	? [
			{ ...single, endsAfter: 5, ...killed, ...regular },
			...shortCases,
			{ ...single, endsAfter: 130, ...killed, ...regular },
			{ ...single, endsAfter: 60, ...stopped, ...regular },
			{ ...batched, endsAfter: 25, ...stopped, ...regular },
			...(['main', 'worker', 'webhook'] as const).flatMap((name) =>
				[killed, stopped].map((end) => ({
					...single,
					burst: 60,
					endsAfter: 25,
					...end,
					mode: 'queue' as const,
					process: name,
				})),
			),
			{ ...batched, endsAfter: 25, ...killed, mode: 'queue', process: 'webhook' },
		]
	: shortCases;

/**
 * Remove Duplicates reads its memory, and writes it back whole: of executions that run side by side,
 * one forgets what the other has just noted. One at a time, n8n acknowledges each as it begins.
 */
const env = { N8N_CONCURRENCY_PRODUCTION_LIMIT: '1' };

const takeIn = (listener: { id: string; name: string }, batchBursts: boolean): NodeInChain[] => [
	{
		name: 'Text Received',
		type: attSmsTrigger,
		webhookId: 'e2e-kill',
		parameters: {
			receiveMode: 'webhook',
			events: ['message'],
			authentication: 'webhookAuth',
			options: batchBursts ? { batchBursts } : {},
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
];

interface ReadExecution extends StoredExecution {
	/** The texts that it was started with. */
	texts: Set<string>;
}

describe.each(cases)(
	'In $mode mode, after a $signal of the $process process at $endsAfter of $burst of $what',
	({ what, burst, endsAfter, end, signal, mode, process: name }) => {
		const batchBursts = what === batched.what;
		let n8n: KillableN8n;
		let workflow: Workflow;
		let acknowledgedAtEnd: number;
		let restartedAt: number;
		let executions: ReadExecution[];

		const acknowledged = () =>
			n8n.sandbox.history.mo.filter(({ state }) => state === 'acknowledged');
		const executionsOf = (message: string) => executions.filter(({ texts }) => texts.has(message));
		/** How often a message came out of Remove Duplicates. */
		const through = (message: string): number =>
			executionsOf(message)
				.flatMap((execution) => itemsOf(execution, 'Came Through'))
				.filter(({ json }) => json.message === message).length;

		const isMissing = ({ message }: { message: string }) => executionsOf(message).length === 0;
		/** Of an execution whose worker died, n8n's queue replaces all data with an error. */
		const emptied = () =>
			executions.filter(({ error }) => error?.message.includes('failed to be processed too many'));

		/** n8n can leave what ran when it ended in that state for good, if its log was not yet written. */
		const isLeftBehind = ({ status, startedAt }: Pick<ExecutionSummary, 'status' | 'startedAt'>) =>
			status === 'running' && Date.parse(startedAt ?? '') < restartedAt;

		beforeAll(async () => {
			n8n = await openKillable(
				mode,
				{ callbackConnections: 8, callbackRetryMs: [500, 1000, 2000] },
				env,
			);
			const { client, sandbox, webhookUrl } = n8n;
			const listener = await client.createCredential('attSmsWebhookAuthApi', 'Listener', {
				method: 'urlSecret',
				urlSecret: listenerSecret,
			});
			workflow = await n8n.publish('Take In', ...takeIn(listener, batchBursts));
			const url = await callbackUrl(client, workflow, 'Text Received');
			const message = `${url.replace(client.url, webhookUrl)}?secret=${listenerSecret}`;
			sandbox.setListener(onlineCode, { message });

			// Some are repeated though n8n did acknowledge them.
			sandbox.fault({ on: 'callback', kind: 'ackLost', skip: 10, times: 10 });
			for (let n = 0; n < burst; n++) {
				sandbox.text({ from: mobile(n), to: onlineCode, message: textOf(n) });
			}
			await sandbox.until(() => acknowledged().length >= endsAfter, 300_000);
			await n8n.end(end, name);
			// In queue mode callbacks go on where another process takes them.
			const isDown = mode === 'regular' || name === 'webhook';
			if (isDown) await sandbox.idle();
			acknowledgedAtEnd = acknowledged().length;

			// While n8n starts, it answers whatever comes with a 200, and the callback would be lost.
			if (isDown) sandbox.setListener(onlineCode, { message: nobody });
			restartedAt = Date.now();
			await n8n.startAgain(name);
			sandbox.setListener(onlineCode, { message });
			await sandbox.until(() => acknowledged().length === burst, 300_000);
			// On a busy machine callbacks time out and are repeated: n8n has a run for each to work off.
			let idleSince = Infinity;
			await waitFor('the last execution to end', 400_000, async () => {
				const latest = await client.listExecutions(workflow.id);
				const isRunning = latest.some((each) => each.status === 'running' && !isLeftBehind(each));
				const isQueued = latest.some(({ status }) => status === 'new');
				idleSince = isRunning ? Infinity : Math.min(idleSince, Date.now());
				// A webhook process that is killed can leave one that it has stored and not yet queued.
				const isIdle = !isRunning && (!isQueued || Date.now() - idleSince > 20_000);
				return isIdle ? true : undefined;
			});
			executions = (await readExecutions(client, workflow.id)).map((each) => ({
				...each,
				texts: textsIn(each, anyText),
			}));

			const count = (isSo: (message: string) => boolean) =>
				sandbox.history.mo.filter((mo) => isSo(mo.message)).length;
			tellCounts(
				`Callbacks${batchBursts ? ' with Batch Bursts' : ''}: ${acknowledgedAtEnd} of ${burst}`,
				`${name}, ${mode} mode`,
				signal,
				`${executions.length} executions`,
				burst,
				count((text) => executionsOf(text).length > 0),
				count((text) => executionsOf(text).length === 0),
				`${count((text) => through(text) > 1)} doubled`,
				`${count((text) => through(text) === 0)} in an execution that it ended`,
			);
		});

		afterAll(async () => await n8n?.close());

		test('Callbacks were missed while n8n was down, and repeated', () => {
			const attempts = n8n.sandbox.history.mo.flatMap((mo) => mo.attempts);
			// Where n8n ends earlier, the attempts that it misses use the fault up.
			const lost = attempts.filter(({ error }) => error === 'ackLost').length;
			if (endsAfter > 20) expect(lost).toBe(10);
			expect(acknowledgedAtEnd).toBeGreaterThanOrEqual(endsAfter);
			const together = executions.filter(({ texts }) => texts.size > 1);
			expect(together.length > 0).toBe(batchBursts);
			if (!batchBursts) expect(executions.length).toBeGreaterThan(burst);
			if (mode === 'queue' && name !== 'webhook') return;
			expect(acknowledgedAtEnd).toBeLessThan(burst);
			expect(attempts.filter(({ http }) => http === null)).not.toEqual([]);
		});

		test('Each message that n8n acknowledged is in an execution', () => {
			const missing = n8n.sandbox.history.mo.filter(isMissing);
			expect(missing.length).toBeLessThanOrEqual(emptied().length);
			expect(n8n.sandbox.history.mo).toHaveLength(burst);
		});

		test('No message comes through Remove Duplicates twice', () => {
			const twice = n8n.sandbox.history.mo.filter(({ message }) => through(message) > 1);
			expect(twice).toEqual([]);
		});

		test('Each message comes through once, but what ran when n8n ended: that is in an execution that n8n marks as crashed, or leaves running', () => {
			const not = n8n.sandbox.history.mo.filter(({ message }) => through(message) === 0);
			const crashed = not.filter(
				(mo) =>
					isMissing(mo) ||
					executionsOf(mo.message).some((each) => each.status === 'crashed' || isLeftBehind(each)),
			);
			expect(not).toEqual(crashed);
		});

		test('No file has the secret of the listener, and the log no number or text', () => {
			const files = filesWritten(n8n.userFolder);
			const stored = executions.map(({ id, stored: text }): [string, string] => [id, text]);
			expect(placesOf(listenerSecret, [...files, ...stored])).toEqual([]);
			expect(placesOf(textOf(7), stored)).not.toEqual([]);
			// PostgreSQL has a folder of its own.
			if (mode === 'regular')
				expect(placesOf(textOf(7), files).join()).toContain('database.sqlite');

			const log = n8n.log();
			const words = n8n.sandbox.history.mo.flatMap(({ from, message }) => [from.slice(2), message]);
			expect(log).toContain('Editor is now accessible');
			expect(words.filter((word) => log.includes(word))).toEqual([]);
		});
	},
);
