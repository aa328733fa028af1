import { startSandbox } from '../../../sandbox/index.mts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/types.mts';
import { chain, type NodeInChain } from '../../../scripts/lib/n8n/chain.mts';
import {
	type Credential,
	type N8nClient,
	waitFor,
	type Workflow,
} from '../../../scripts/lib/n8n/client.mts';
import { type Installation, installN8n } from '../../../scripts/lib/n8n/install.mts';
import { startInstance } from '../../../scripts/lib/n8n/instance.mts';
import type { N8nProcess } from '../../../scripts/lib/n8n/process.mts';
import { credentialType } from '../../../scripts/lib/credentialType.mts';
import { startQueue } from '../../../scripts/lib/n8n/queue.mts';
import { createUndoStack, type UndoStack } from '../../../scripts/lib/undoStack.mts';
import { app, credentialData, post, runningN8n } from './setup.mts';

/** Regular mode has the main process alone. Queue mode has one of each. */
export type Mode = 'regular' | 'queue';
export type ProcessName = 'main' | 'worker' | 'webhook';

export interface End {
	/** What `KillableN8n.end` is to do. */
	end: 'kill' | 'stop';
	signal: 'SIGKILL' | 'SIGTERM';
}

/** As by a power cut, and as by a service manager. */
export const ends: End[] = [
	{ end: 'kill', signal: 'SIGKILL' },
	{ end: 'stop', signal: 'SIGTERM' },
];

/** What ends, in each mode. */
export const inEachMode: Array<{ mode: Mode; process: ProcessName }> = [
	{ mode: 'regular', process: 'main' },
	{ mode: 'queue', process: 'main' },
	{ mode: 'queue', process: 'worker' },
];

/** Each case with each of the others. */
export const product = <A extends object, B extends object>(
	cases: readonly A[],
	others: readonly B[],
): Array<A & B> => cases.flatMap((each) => others.map((other) => ({ ...each, ...other })));

/** An n8n and a sandbox. Its processes can be ended, and started again on the same data. */
export interface KillableN8n {
	installation: Installation;
	client: N8nClient;
	sandbox: Sandbox;
	/** For the sandbox, as it stands in a node. */
	credentials: Record<string, Credential>;
	/** Where calls to webhooks and callbacks go. */
	webhookUrl: string;
	userFolder: string;
	/** All that the main process has printed. */
	log(): string;
	end(how: End['end'], name?: ProcessName): Promise<void>;
	startAgain(name?: ProcessName): Promise<void>;
	/** Publishes a workflow of these nodes. */
	publish(name: string, ...nodes: NodeInChain[]): Promise<Workflow>;
	/** Starts an execution of a new workflow in production, by its webhook. */
	start(name: string, ...nodes: NodeInChain[]): Promise<{ workflow: Workflow; id: string }>;
	/** The execution that keeps what another had read when it was stopped in n8n. */
	keptFrom(stoppedId: string, workflow: Workflow): Promise<string>;
	close(): Promise<void>;
}

interface Started {
	client: N8nClient;
	processes: Record<ProcessName, N8nProcess>;
}

const startMode: Record<
	Mode,
	(
		installation: Installation,
		env: Record<string, string>,
		defer: UndoStack['defer'],
	) => Promise<Started>
> = {
	async regular(installation, env, defer) {
		const { n8n, client, close } = await startInstance(installation, runningN8n().packed, { env });
		defer(close);
		return { client, processes: { main: n8n, worker: n8n, webhook: n8n } };
	},
	async queue(installation, env, defer) {
		const queue = await startQueue(installation, [runningN8n().packed], {
			workers: 1,
			webhooks: 1,
			env,
		});
		defer(queue.close);
		const [worker] = queue.workers;
		const [webhook] = queue.webhooks;
		if (!worker || !webhook) throw new Error('A process of queue mode is missing');
		return { client: queue.client, processes: { main: queue.main, worker, webhook } };
	},
};

export const openKillable = async (
	mode: Mode,
	sandboxOptions: SandboxOptions,
	env: Record<string, string> = {},
): Promise<KillableN8n> => {
	const { defer, unwind: close } = createUndoStack();
	try {
		const installation = await installN8n(runningN8n().version);
		const sandbox = await startSandbox({ apps: [app], wireLogSize: 0, ...sandboxOptions });
		defer(sandbox.close);
		const { client, processes } = await startMode[mode](installation, env, defer);
		defer(
			async () =>
				await Promise.all(Object.values(processes).map(async (each) => await each.stop())),
		);
		const data = credentialData(sandbox);
		const credential = await client.createCredential(credentialType, 'Sandbox', data);
		const publish = async (name: string, ...nodes: NodeInChain[]) => {
			const workflow = await client.createWorkflow(chain(name, ...nodes));
			await client.activate(workflow.id);
			return workflow;
		};
		return {
			installation,
			client,
			sandbox,
			credentials: { [credentialType]: credential },
			webhookUrl: processes.webhook.url,
			userFolder: processes.main.userFolder,
			log: () => processes.main.log(),
			end: async (how, name = 'main') => await processes[name][how](),
			async startAgain(name = 'main') {
				processes[name] = await processes[name].startAgain();
			},
			publish,
			async start(name, ...nodes) {
				const path = name.toLowerCase().replace(/\W+/g, '-');
				const called = {
					name: 'Called',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					webhookId: path,
					parameters: { httpMethod: 'POST', path, options: {} },
				};
				const workflow = await publish(name, called, ...nodes);
				await post(`${processes.webhook.url}/webhook/${path}`, {});
				const id = await waitFor('the execution to start', 60_000, async () => {
					const [latest] = await client.listExecutions(workflow.id, 1);
					return latest?.id;
				});
				return { workflow, id };
			},
			keptFrom: async (stoppedId, workflow) =>
				await waitFor('an execution that keeps the output', 60_000, async () => {
					const all = await client.listExecutions(workflow.id);
					return all.find(({ id, status }) => id !== stoppedId && status === 'error')?.id;
				}),
			close,
		};
	} catch (error) {
		await close();
		throw error;
	}
};
