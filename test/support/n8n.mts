// n8n-core and n8n-workflow as n8n loads them: by require, so that the built nodes, which require
// n8n-workflow too, share one copy with n8n-core (an ES import would bring a second one, and a
// NodeApiError of the one is no NodeApiError of the other).
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core writes its settings file below this folder once, when it first needs them.
const userFolder = mkdtempSync(join(tmpdir(), 'n8n-nodes-att-sms-'));
process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'a key for tests';
// n8n-core logs each error that it hands on; the tests look at the errors themselves.
process.env.N8N_LOG_LEVEL ??= 'silent';

const require = createRequire(import.meta.url);
export const core = require('n8n-core') as typeof import('n8n-core');
export const n8nWorkflow = require('n8n-workflow') as typeof import('n8n-workflow');

/** Loads what n8n-core itself depends on, in the version that it depends on. */
export const requireFromCore = createRequire(require.resolve('n8n-core'));

/** n8n’s service container, a part of @n8n/di. */
interface Container {
	get<T>(service: abstract new (...args: never[]) => T): T;
}
export const { Container } = requireFromCore('@n8n/di') as { Container: Container };

Container.get(core.InstanceSettings);
rmSync(userFolder, { recursive: true });
