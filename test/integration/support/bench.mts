import { startSandbox } from '../../../sandbox/index.mts';
import type { Sandbox } from '../../../sandbox/types.mts';
import { createN8n, type N8n, type N8nOptions } from '../../support/n8n-contexts.mts';

export const shortCode = '22627000';

/** A provider and version, as the credential and the nodes name them. */
export interface Dialect {
	provider: 'att' | 'oneApi';
	apiVersion: '2' | '3';
}

/** A gateway of its own, and an n8n that knows it. */
export interface Bench {
	sandbox: Sandbox;
	n8n: N8n;
	/** Parameters that each operation needs for the dialect. */
	provider: { provider: string; senderAddress?: string };
	close(): Promise<void>;
}

let benches = 0;

/** Sets up a gateway and an n8n. The app is a new one each time, so that no token is known yet. */
export async function openBench(
	{ provider, apiVersion }: Dialect,
	options: N8nOptions = {},
): Promise<Bench> {
	const appKey = `app-${++benches}`;
	const appSecret = `secret-of-app-${benches}`;
	const sandbox = await startSandbox({
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
}
