import { startSandbox } from '../../sandbox/index.mts';
import type { Sandbox } from '../../sandbox/types.mts';
import { callbackUrl } from '../../scripts/lib/n8n/callbackUrl.mts';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import { waitFor, type N8nClient, type Workflow } from '../../scripts/lib/n8n/client.mts';
import { installN8n } from '../../scripts/lib/n8n/install.mts';
import { type Instance, startInstance } from '../../scripts/lib/n8n/instance.mts';
import { mobile } from '../support/mobile.mts';
import { runSql } from './support/database.mts';
import { app, attSmsTrigger, onlineCode, runningN8n } from './support/setup.mts';
import { storedExecution } from './support/written.mts';

/** Texts that are sent at once. */
const wave = 40;
/** Runs that n8n must have failed to store for the test to end. */
const wantedFailures = 4;
const maxWaves = 12;
const textOf = (n: number) => `Text ${n} of the burst`;

/** Every tenth execution, at random, can't be inserted. SQLite would take back a counter. */
const failEveryTenth = `
	CREATE TRIGGER every_tenth BEFORE INSERT ON execution_entity WHEN abs(random()) % 10 = 0
	BEGIN SELECT RAISE(ABORT, 'The disk is full'); END;
`;

const workflowJson = chain(
	'Take In',
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
);

describe('n8n with Batch Bursts, in a database that fails to store every tenth execution', () => {
	let instance: Instance;
	let client: N8nClient;
	let sandbox: Sandbox;
	let workflow: Workflow;
	/** Texts of each execution that n8n has stored. */
	let stored: string[][];

	const attempts = () => sandbox.history.mo.flatMap((mo) => mo.attempts);
	const failures = () => attempts().filter(({ http }) => http !== null && http >= 500);

	/** This n8n numbers its executions from 1, and has no others. */
	const readStored = async (): Promise<string[][]> => {
		const [newest] = await client.listExecutions(workflow.id, 1);
		const all: string[][] = [];
		for (let id = 1; id <= Number(newest?.id ?? 0); id++) {
			const text = await storedExecution(client, String(id));
			all.push([...new Set(text.match(/Text \d+ of the burst/g))]);
		}
		return all;
	};

	beforeAll(async () => {
		const { version, packed } = runningN8n();
		const installation = await installN8n(version);
		sandbox = await startSandbox({
			apps: [app],
			callbackConnections: 8,
			callbackRetryMs: [300, 600, 1200],
			wireLogSize: 0,
		});
		instance = await startInstance(installation, packed);
		({ client } = instance);
		workflow = await client.createWorkflow(workflowJson);
		await client.activate(workflow.id);
		const message = await callbackUrl(client, workflow, 'Text Received');
		sandbox.setListener(onlineCode, { message });
		await runSql(installation, instance.n8n.userFolder, failEveryTenth);

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
		stored = await readStored();
		process.stderr.write(
			`not stored: ${sandbox.history.mo.length} messages in ${stored.length} executions, ` +
				`${failures().length} callbacks answered 5xx\n`,
		);
	});

	afterAll(async () => {
		await sandbox?.close();
		await instance?.close();
	});

	test('has failed to store executions, of which some held several messages', () => {
		expect(failures().length).toBeGreaterThanOrEqual(wantedFailures);
		expect(stored.some((texts) => texts.length > 1)).toBe(true);
		expect(stored.length).toBeLessThan(sandbox.history.mo.length);
	});

	test('has each message that it acknowledged in an execution', () => {
		const all = new Set(stored.flat());
		expect(sandbox.history.mo.filter(({ message }) => !all.has(message))).toEqual([]);
	});

	test('has none in two executions, unless its response got lost and AT&T repeated the callback', () => {
		const timesOf = (message: string) => stored.filter((texts) => texts.includes(message)).length;
		const doubled = sandbox.history.mo.filter(({ message, attempts: own }) => {
			const unanswered = own.filter(({ http }) => http === null).length;
			return timesOf(message) > 1 + unanswered;
		});
		expect(doubled).toEqual([]);
	});
});
