import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import type { NodeInChain } from '../../scripts/lib/n8n/chain.mts';
import { waitFor, type Workflow } from '../../scripts/lib/n8n/client.mts';
import { mobile } from '../support/mobile.mts';
import { runSql } from './support/database.mts';
import { readExecutions, textsIn } from './support/executions.mts';
import { type KillableN8n, openKillable } from './support/killable.mts';
import { attSmsTrigger, onlineCode } from './support/setup.mts';

/** Texts that are sent at once. */
const wave = 40;
/** Runs that n8n must have failed to store for the test to end. */
const wantedFailures = 4;
const maxWaves = 12;
const textOf = (n: number) => `Text ${n} of the burst`;
const anyText = /Text \d+ of the burst/g;

/** Every tenth execution, at random, can't be inserted. SQLite would take back a counter. */
const failEveryTenth = `
	CREATE TRIGGER every_tenth BEFORE INSERT ON execution_entity WHEN abs(random()) % 10 = 0
	BEGIN SELECT RAISE(ABORT, 'The disk is full'); END;
`;

const takeIn: NodeInChain[] = [
	{
		name: 'Text Received',
		type: attSmsTrigger,
		webhookId: 'e2e-not-stored',
		parameters: {
			receiveMode: 'webhook',
			events: ['message'],
			authentication: 'none',
			options: { batchBursts: true },
		},
	},
	{ name: 'Came Through', type: 'n8n-nodes-base.noOp', parameters: {} },
];

describe('With Batch Bursts, in a database that fails to store every tenth execution', () => {
	let n8n: KillableN8n;
	let workflow: Workflow;
	/** Texts of each execution that n8n has stored. */
	let stored: string[][];

	const attempts = () => n8n.sandbox.history.mo.flatMap((mo) => mo.attempts);
	const failures = () => attempts().filter(({ http }) => http !== null && http >= 500);

	beforeAll(async () => {
		n8n = await openKillable('regular', {
			callbackConnections: 8,
			callbackRetryMs: [300, 600, 1200],
		});
		const { client, sandbox } = n8n;
		workflow = await n8n.publish('Take In', ...takeIn);
		const message = await callbackUrl(client, workflow, 'Text Received');
		sandbox.setListener(onlineCode, { message });
		await runSql(n8n.installation, n8n.userFolder, failEveryTenth);

		for (let sent = 0; sent < maxWaves * wave && failures().length < wantedFailures;) {
			for (const end = sent + wave; sent < end; sent++) {
				sandbox.text({ from: mobile(sent), to: onlineCode, message: textOf(sent) });
			}
			const isDone = () => sandbox.history.mo.every(({ state }) => state === 'acknowledged');
			await sandbox.until(isDone, 300_000);
		}
		await waitFor('the last execution to end', 100_000, async () => {
			const latest = await client.listExecutions(workflow.id);
			return latest.some(({ status }) => ['new', 'running'].includes(status)) ? undefined : true;
		});
		const executions = await readExecutions(client, workflow.id);
		stored = executions.map((each) => [...textsIn(each, anyText)]);
		process.stderr.write(
			`not stored: ${sandbox.history.mo.length} messages in ${stored.length} executions, ` +
				`${failures().length} callbacks answered 5xx\n`,
		);
	});

	afterAll(async () => await n8n?.close());

	test('Executions could not be stored, and some that were held several messages', () => {
		expect(failures().length).toBeGreaterThanOrEqual(wantedFailures);
		expect(stored.some((texts) => texts.length > 1)).toBe(true);
		expect(stored.length).toBeLessThan(n8n.sandbox.history.mo.length);
	});

	test('Each message that n8n acknowledged is in an execution', () => {
		const all = new Set(stored.flat());
		expect(n8n.sandbox.history.mo.filter(({ message }) => !all.has(message))).toEqual([]);
	});

	test('No message is in two executions, unless its response got lost and AT&T repeated the callback', () => {
		const timesOf = (message: string) => stored.filter((texts) => texts.includes(message)).length;
		const doubled = n8n.sandbox.history.mo.filter(({ message, attempts: own }) => {
			const unanswered = own.filter(({ http }) => http === null).length;
			return timesOf(message) > 1 + unanswered;
		});
		expect(doubled).toEqual([]);
	});
});
