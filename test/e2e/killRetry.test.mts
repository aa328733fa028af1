// n8n is killed in the middle of a Send and after a stopped Get Inbox, and started again. What the list
// of executions then retries must neither text anybody twice nor lose what AT&T returns only once.
import { startSandbox } from '../../sandbox/index.mts';
import type { Sandbox } from '../../sandbox/types.mts';
import { chain, type NodeInChain } from '../../scripts/lib/n8n/chain.mts';
import {
	type Credential,
	itemsOf,
	waitFor,
	type N8nClient,
} from '../../scripts/lib/n8n/client.mts';
import { installN8n } from '../../scripts/lib/n8n/install.mts';
import { type Instance, startInstance } from '../../scripts/lib/n8n/instance.mts';
import { type N8nProcess, startN8n } from '../../scripts/lib/n8n/process.mts';
import {
	app,
	attSms,
	credentialData,
	credentialType,
	mobile,
	offlineCode,
	post,
	runningN8n,
	sendEach,
} from './support/setup.mts';

const texts = 100;
const messages = 100;
const pageSize = 5;

describe('n8n, killed in the middle of a Send and started again', () => {
	let sandbox: Sandbox;
	let instance: Instance;
	let client: N8nClient;
	let restarted: N8nProcess | undefined;
	let credentials: Record<string, Credential>;
	/** The execution that keeps what the stopped Get Inbox had read. */
	let keepingId: string;
	let readBeforeStop: number;
	let killedId: string;
	let acceptedAtKill: number;

	/** Starts an execution of a new workflow in production, by its webhook. */
	const start = async (name: string, ...nodes: NodeInChain[]) => {
		const workflow = await client.createWorkflow(
			chain(
				name,
				{
					name: 'Called',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					webhookId: name,
					parameters: { httpMethod: 'POST', path: name, options: {} },
				},
				...nodes,
			),
		);
		await client.activate(workflow.id);
		await post(`${instance.n8n.url}/webhook/${name}`, {});
		const execution = await waitFor('the execution to start', 60_000, async () => {
			const [latest] = await client.listExecutions(workflow.id, 1);
			return latest;
		});
		return { workflow, id: execution.id };
	};

	beforeAll(async () => {
		const { version, packed } = runningN8n();
		const installation = await installN8n(version);
		sandbox = await startSandbox({
			apps: [app],
			inboxPageSize: pageSize,
			latencyMs: 200,
			wireLogSize: 0,
		});
		instance = await startInstance(installation, packed);
		({ client } = instance);
		credentials = {
			[credentialType]: await client.createCredential(
				credentialType,
				'Sandbox',
				credentialData(sandbox),
			),
		};

		for (let n = 0; n < messages; n++) {
			sandbox.text({ from: mobile, to: offlineCode, message: `Waiting text ${n}.` });
		}
		const reading = await start('get-inbox', {
			name: 'Read',
			type: attSms,
			parameters: { resource: 'sms', operation: 'getInbox', shortCode: offlineCode },
			credentials,
		});
		await sandbox.until(({ inboxReads }) => inboxReads.length >= 5, 60_000);
		await client.stop(reading.id);
		keepingId = await waitFor('the messages to be kept', 60_000, async () => {
			const all = await client.listExecutions(reading.workflow.id);
			return all.find(({ id, status }) => id !== reading.id && status === 'error')?.id;
		});
		readBeforeStop = sandbox.history.mo.filter(({ state }) => state === 'read').length;

		const sending = await start(
			'send',
			...sendEach(texts, '=Text {{ $json.n }}', { concurrency: 1 }, credentials),
		);
		killedId = sending.id;
		await sandbox.until(({ accepted }) => accepted.length >= 10, 120_000);
		await instance.n8n.kill();
		acceptedAtKill = sandbox.history.accepted.length;
		const { userFolder, port } = instance.n8n;
		restarted = await startN8n(installation, { userFolder, port });
	});

	afterAll(async () => {
		await restarted?.stop();
		await sandbox?.close();
		await instance?.close();
	});

	test('refuses a retry of it before anything is sent, and says what to do', async () => {
		const retried = await client.retry(killedId);
		expect(retried.error?.message).toContain('no record');
		expect(retried.error?.description).toContain('Resend on Retry');
		expect(sandbox.history.accepted).toHaveLength(acceptedAtKill);
		expect(acceptedAtKill).toBeLessThan(texts);
		process.stderr.write(
			`n8n killed (SIGKILL) in a Send: ${texts} texts, ${acceptedAtKill} sent, 0 more by a retry\n`,
		);
	});

	test('has all messages that the stopped Get Inbox had read, but for the page under way', async () => {
		const retried = await client.retry(keepingId);
		expect(retried.error).toBeUndefined();
		const kept = itemsOf(retried, 'Read').map(({ json }) => json.message);
		process.stderr.write(
			`Get Inbox stopped, then SIGKILL: ${readBeforeStop} messages handed out, ${kept.length} in executions\n`,
		);
		expect(new Set(kept).size).toBe(kept.length);
		expect(kept.length).toBeGreaterThanOrEqual(readBeforeStop - pageSize);
		expect(kept.slice(0, 4 * pageSize)).toEqual(
			Array.from({ length: 4 * pageSize }, (_, n) => `Waiting text ${n}.`),
		);
	});
});
