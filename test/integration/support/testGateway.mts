import { startSandbox } from '../../../sandbox/index.mts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/types.mts';
import { createN8n, type N8n, type N8nOptions } from '../../support/n8nContexts.mts';

export const shortCode = '22627000';

/** A provider and version, as the credential and the nodes name them. */
export interface Dialect {
	provider: 'att' | 'oneApi';
	apiVersion: '2' | '3';
}

/** A gateway of its own, and an n8n that knows it. */
export interface TestGateway {
	sandbox: Sandbox;
	n8n: N8n;
	/** Parameters that each operation needs for the dialect. */
	provider: { provider: string; senderAddress?: string };
	close(): Promise<void>;
}

let gateways = 0;

/** Below the ports that the system gives away (from 32768 on), two ranges for Jest’s two workers. */
const lowestPort = 20_000;
const portsOfAWorker = 6000;

/**
 * While a gateway’s port is closed it is free: any other socket could be given it, and would get
 * the requests that are to be refused. So no two workers take from the same ports; the process id
 * keeps apart what two runs of the tests take.
 */
let nextPort =
	lowestPort +
	((Number(process.env.JEST_WORKER_ID ?? 1) - 1) % 2) * portsOfAWorker +
	(process.pid % 2000);

const startAtOwnPort = async (options: SandboxOptions): Promise<Sandbox> => {
	for (;;) {
		try {
			return await startSandbox({ ...options, port: nextPort++ });
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
		}
	}
};

/** Sets up a gateway and an n8n. The app is a new one each time, so that no token is known yet. */
export const openTestGateway = async (
	{ provider, apiVersion }: Dialect,
	options: N8nOptions = {},
): Promise<TestGateway> => {
	const appKey = `app-${++gateways}`;
	const appSecret = `secret-of-app-${gateways}`;
	const sandbox = await startAtOwnPort({
		apps: [{ appKey, appSecret, shortCodes: [{ shortCode, mode: 'offline' }] }],
		inboxPageSize: 3,
	});
	const n8n = await createN8n({
		...options,
		credential: { appKey, appSecret, baseUrl: sandbox.url, apiVersion, scope: 'SMS' },
	});
	return {
		sandbox,
		n8n,
		provider: provider === 'att' ? { provider } : { provider, senderAddress: shortCode },
		close: async () => await sandbox.close(),
	};
};
