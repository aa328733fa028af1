import { defaultApp, startSandbox } from '../../../sandbox/index.mts';
import type { AppConfig, Sandbox, SandboxOptions } from '../../../sandbox/types.mts';
import { credentialType } from '../../../scripts/lib/credentialType.mts';
import { itemsFrom, type NodeInChain } from '../../../scripts/lib/n8n/chain.mts';
import {
	type Credential,
	n8nClient,
	type N8nClient,
	type Owner,
} from '../../../scripts/lib/n8n/client.mts';
import type { PackedPackage } from '../../../scripts/lib/pack.mts';

/** What `npm run test:e2e` tells of the n8n that it has started. */
interface RunningN8n {
	url: string;
	version: string;
	owner: Owner;
	/** All that this n8n has printed. */
	logFile: string;
	/** For a test that starts an n8n of its own, with `startInstance`. */
	packed: PackedPackage;
}

export const runningN8n = (): RunningN8n => {
	const running = process.env.E2E_N8N;
	if (running === undefined) throw new Error('Run these tests with `npm run test:e2e`.');
	return JSON.parse(running) as RunningN8n;
};

export const mobile = '+12065550100';
export const otherMobile = '+12065550101';

/**
 * n8n publishes one trigger for a short code and receive mode: suites that run at the same time, on
 * the same n8n, have short codes of their own.
 */
const worker = process.env.JEST_WORKER_ID ?? '0';
export const offlineCode = `2262700${worker}`;
export const onlineCode = `2262701${worker}`;

/** The sandbox’s app, with the short codes above. */
export const app: AppConfig = {
	...defaultApp,
	shortCodes: [
		{ shortCode: offlineCode, mode: 'offline' },
		{ shortCode: onlineCode, mode: 'online' },
	],
};

export const attSms = 'n8n-nodes-att-sms.attSms';
export const attSmsTrigger = 'n8n-nodes-att-sms.attSmsTrigger';

export interface Setup {
	client: N8nClient;
	sandbox: Sandbox;
	/** A credential for the sandbox, as it stands in a node. */
	credentials: Record<string, Credential>;
	/** Creates a workflow that is deactivated at the end. */
	createWorkflow: N8nClient['createWorkflow'];
	close(): Promise<void>;
}

/** A user of the running n8n, a sandbox, and a credential for it. */
export const setUp = async (options: SandboxOptions = {}): Promise<Setup> => {
	const { url, version, owner } = runningN8n();
	const sandbox = await startSandbox({ apps: [app], ...options });
	const client = n8nClient(url, version);
	await client.signIn(owner);
	const credential = await client.createCredential(
		credentialType,
		`Sandbox ${sandbox.port}`,
		credentialData(sandbox),
	);
	const created: string[] = [];
	return {
		client,
		sandbox,
		credentials: { [credentialType]: credential },
		async createWorkflow(json) {
			const workflow = await client.createWorkflow(json);
			created.push(workflow.id);
			return workflow;
		},
		async close() {
			for (const id of created) await client.deactivate(id);
			await client.close();
			await sandbox.close();
		},
	};
};

/** The credential’s fields for the sandbox’s first app. */
export const credentialData = ({ url, apps }: Sandbox) => ({
	appKey: apps[0]?.appKey,
	appSecret: apps[0]?.appSecret,
	baseUrl: url,
	apiVersion: '2',
	scope: 'SMS',
});

/**
 * Texts `mobile`, or whom `to` says, a number of times: an item for each, which `message` and `to` can
 * tell by its `$json.n`.
 */
export const sendEach = (
	texts: number,
	message: string,
	options: object,
	credentials: Setup['credentials'],
	{ to = mobile, ...others }: Partial<NodeInChain> & { to?: string } = {},
): NodeInChain[] => [
	...itemsFrom('n', [...Array(texts).keys()]),
	{
		name: 'Send',
		type: attSms,
		parameters: { resource: 'sms', operation: 'send', to, message, options },
		credentials,
		...others,
	},
];

/** The trigger in polling mode, at the shortest interval that n8n has. */
export const pollingTrigger = (credentials: Setup['credentials']): NodeInChain => ({
	name: 'Text Received',
	type: attSmsTrigger,
	parameters: {
		receiveMode: 'polling',
		shortCode: offlineCode,
		pollTimes: { item: [{ mode: 'everyMinute' }] },
	},
	credentials,
});

/** Posts JSON, as the gateway posts a callback. */
export const post = async (
	url: string,
	body: unknown,
): Promise<{ status: number; text: string }> => {
	const answer = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return { status: answer.status, text: await answer.text() };
};
