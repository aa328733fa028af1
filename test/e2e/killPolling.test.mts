// n8n ends in the middle of a poll of many pages. What the sandbox handed out must be in executions,
// but for what was on the wire. `npm run test:kill` plays it; with KILL_SCHEDULER=durable, by n8n's
// durable scheduler.
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandbox } from '../../sandbox/index.mts';
import type { Sandbox } from '../../sandbox/types.mts';
import { chain } from '../../scripts/lib/n8n/chain.mts';
import { waitFor, type N8nClient } from '../../scripts/lib/n8n/client.mts';
import { type Installation, installN8n } from '../../scripts/lib/n8n/install.mts';
import { type Instance, startInstance } from '../../scripts/lib/n8n/instance.mts';
import { type N8nProcess, startN8n } from '../../scripts/lib/n8n/process.mts';
import {
	app,
	attSmsTrigger,
	credentialData,
	credentialType,
	mobile,
	offlineCode,
	runningN8n,
} from './support/setup.mts';
import { storedExecution } from './support/written.mts';

const pages = 20;
const pageSize = 50;
const messages = pages * pageSize;
const textOf = (n: number) => `Waiting text ${n}.`;

const moments = [1, 2, 10, 19];

/** How n8n ends, and how many pages may be on the wire then. */
const ends = [
	{ end: 'kill', how: 'killed (SIGKILL)', pagesOnTheWire: 2 },
	{ end: 'stop', how: 'stopped in order (SIGTERM)', pagesOnTheWire: 1 },
] as const;

const env: Record<string, string> =
	process.env.KILL_SCHEDULER === 'durable'
		? {
				N8N_SCHEDULER_ENABLED: 'true',
				N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
				N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
			}
		: {};

let sandbox: Sandbox;
let instance: Instance;
let client: N8nClient;
let restarted: N8nProcess | undefined;

const startPolling = async (installation: Installation): Promise<string> => {
	sandbox = await startSandbox({
		apps: [app],
		inboxPageSize: pageSize,
		latencyMs: 150,
		wireLogSize: 0,
	});
	instance = await startInstance(installation, runningN8n().packed, { env });
	({ client } = instance);
	const credential = await client.createCredential(
		credentialType,
		'Sandbox',
		credentialData(sandbox),
	);
	const workflow = await client.createWorkflow(
		chain('Poll', {
			name: 'Text Received',
			type: attSmsTrigger,
			parameters: {
				receiveMode: 'polling',
				shortCode: offlineCode,
				pollTimes: { item: [{ mode: 'everyMinute' }] },
			},
			credentials: { [credentialType]: credential },
		}),
	);
	await client.activate(workflow.id);
	await sandbox.until(({ inboxReads }) => inboxReads.length > 0);
	return workflow.id;
};

/** How often each text is in an execution, as n8n has stored it. */
const countTexts = async (workflowId: string): Promise<Map<string, number>> => {
	const counts = new Map<string, number>();
	for (const { id } of await client.listExecutions(workflowId)) {
		const texts = new Set((await storedExecution(client, id)).match(/Waiting text \d+\./g));
		for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	return counts;
};

afterEach(async () => {
	await restarted?.stop();
	await sandbox?.close();
	await instance?.close();
});

describe.each(ends)('n8n, $how in the middle of a poll', ({ end, how, pagesOnTheWire }) => {
	test.each(moments)(
		'at page %i has all that was handed out, but for what was on the wire, and nothing twice',
		async (page) => {
			const installation = await installN8n(runningN8n().version);
			const workflowId = await startPolling(installation);
			const before = sandbox.history.inboxReads.length;
			for (let n = 0; n < messages; n++) {
				sandbox.text({ from: mobile, to: offlineCode, message: textOf(n) });
			}
			await sandbox.until(({ inboxReads }) => inboxReads.length >= before + page, 180_000);
			await instance.n8n[end]();

			const { userFolder, port } = instance.n8n;
			restarted = await startN8n(installation, { userFolder, port, env });
			await sandbox.until(({ mo }) => mo.every(({ state }) => state !== 'waiting'), 180_000);
			// The last page may still be on its way to n8n, and n8n on its way to storing it.
			let counts = new Map<string, number>();
			await waitFor('the last execution to be stored', 120_000, async () => {
				await sleep(3000);
				const before = counts.size;
				counts = await countTexts(workflowId);
				return counts.size === before ? true : undefined;
			});

			const missing = sandbox.history.mo.filter(({ message }) => !counts.has(message)).length;
			const doubled = [...counts.values()].filter((count) => count > 1).length;
			process.stderr.write(
				`n8n ${how} at page ${page} of ${pages}: ${messages} messages, ${missing} on the wire, ${doubled} doubled\n`,
			);
			expect(sandbox.history.mo.map(({ state }) => state)).not.toContain('expired');
			expect(missing).toBeLessThanOrEqual(pagesOnTheWire * pageSize);
			expect(doubled).toBe(0);
		},
	);
});
