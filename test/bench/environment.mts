import { startSandbox } from '../../sandbox/index.mts';
import type { Sandbox } from '../../sandbox/types.mts';
import { manualTrigger } from '../../scripts/lib/n8n/chain.mts';
import type {
	Credential,
	Execution,
	N8nClient,
	NodeRun,
	Workflow,
	WorkflowJson,
} from '../../scripts/lib/n8n/client.mts';
import type { Installation } from '../../scripts/lib/n8n/install.mts';
import { type Instance, startInstance } from '../../scripts/lib/n8n/instance.mts';
import type { PackedPackage } from '../../scripts/lib/pack.mts';
import { temporaryFolder } from '../../scripts/lib/temporary.mts';
import { packEmptyTrigger } from './emptyTrigger.mts';

export const latencyMs = 50;

/** A real n8n, and the gateway that both this package’s nodes and n8n’s own are pointed at. */
export interface BenchEnvironment {
	instance: Instance;
	/** This package, and the empty trigger’s. */
	packages: PackedPackage[];
	sandbox: Sandbox;
	/** As they stand in a node: this package’s credential, and n8n’s own OAuth2 one. */
	credentials: Record<'ours' | 'peer', Record<string, Credential>>;
	close(): Promise<void>;
}

/** The environment in which n8n sets up its expression engine only once an expression is evaluated. */
export const lazyAcquire = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };

/** A second n8n with the same packages, in which that is so. */
export const startLazily = async (
	{ packages: [ours, ...others] }: BenchEnvironment,
	installation: Installation,
): Promise<Instance> => {
	if (!ours) throw new Error('The environment has no package');
	return await startInstance(installation, ours, {
		others: others.map(async (each) => each),
		env: lazyAcquire,
	});
};

/** This package’s credential for the sandbox. */
export const createCredential = async (
	client: N8nClient,
	sandbox: Sandbox,
): Promise<BenchEnvironment['credentials']['ours']> => {
	const { appKey, appSecret } = sandbox.apps[0] ?? {};
	const data = { appKey, appSecret, baseUrl: sandbox.url, apiVersion: '2', scope: 'SMS' };
	return { attOAuth2Api: await client.createCredential('attOAuth2Api', 'Ours', data) };
};

export const openBenchEnvironment = async (
	installation: Installation,
	packed: Promise<PackedPackage>,
): Promise<BenchEnvironment> => {
	const sandbox = await startSandbox({ latencyMs, wireLogSize: 0 });
	try {
		const empty = packEmptyTrigger(await temporaryFolder('empty-trigger'));
		const instance = await startInstance(installation, packed, { others: [empty] });
		const { client } = instance;
		const { appKey, appSecret } = sandbox.apps[0] ?? {};
		const ours = await createCredential(client, sandbox);
		const peer = await client.createCredential('oAuth2Api', 'Peer', {
			grantType: 'clientCredentials',
			accessTokenUrl: `${sandbox.url}/oauth/v4/token`,
			clientId: appKey,
			clientSecret: appSecret,
			scope: 'SMS',
			authentication: 'body',
		});
		return {
			instance,
			packages: await Promise.all([packed, empty]),
			sandbox,
			credentials: { ours, peer: { oAuth2Api: peer } },
			async close() {
				await instance.close();
				await sandbox.close();
			},
		};
	} catch (error) {
		await sandbox.close();
		throw error;
	}
};

export interface TimedRun {
	execution: Execution;
	/** How long the node took, by n8n’s own record. */
	ms: number;
}

/** Runs a workflow by hand on an empty gateway; the time is that of its last node. */
export const timedRun = async (
	{ instance: { client }, sandbox }: BenchEnvironment,
	workflow: Workflow,
): Promise<TimedRun> => {
	sandbox.reset();
	const id = await client.runManually(workflow, manualTrigger.name);
	const execution = await client.executionEnded(id, 300_000);
	const run = execution.runData[workflow.nodes.at(-1)?.name ?? '']?.at(-1);
	if (!run) throw new Error(`The last node did not run: ${execution.error?.message}`);
	return { execution, ms: (run as NodeRun & { executionTime: number }).executionTime };
};

/** Creates each of the workflows in the environment’s n8n. */
export const createAll = async <Name extends string>(
	{ instance: { client } }: BenchEnvironment,
	workflows: Record<Name, WorkflowJson>,
): Promise<Record<Name, Workflow>> => {
	const created: Partial<Record<Name, Workflow>> = {};
	for (const name of Object.keys(workflows) as Name[]) {
		created[name] = await client.createWorkflow(workflows[name]);
	}
	return created as Record<Name, Workflow>;
};
