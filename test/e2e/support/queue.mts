import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { n8nClient, type N8nClient } from '../../../scripts/lib/n8n/client.mts';
import { installN8n, newUserFolder } from '../../../scripts/lib/n8n/install.mts';
import { type N8nProcess, startN8n } from '../../../scripts/lib/n8n/process.mts';
import { serveRegistry } from '../../../scripts/lib/n8n/registry.mts';
import { removeTemporary } from '../../../scripts/lib/temporary.mts';
import { runningN8n } from './setup.mts';
import { startPostgres, startRedis } from './servers.mts';

/** n8n in queue mode, with the packed package. */
export interface Queue {
	client: N8nClient;
	main: N8nProcess;
	workers: N8nProcess[];
	webhooks: N8nProcess;
	close(): Promise<void>;
}

/** Starts one main process, two workers and a webhook process on a Redis and a PostgreSQL of their own. */
export async function startQueue(): Promise<Queue> {
	const { packed, version } = runningN8n();
	const undo: Array<() => Promise<void>> = [];
	const close = async () => {
		for (let next = undo.pop(); next; next = undo.pop()) await next();
	};
	try {
		const installation = await installN8n(version);
		const redis = await startRedis();
		undo.push(redis.stop);
		const postgres = await startPostgres();
		undo.push(postgres.stop);
		const userFolder = await newUserFolder(installation);
		undo.push(async () => await removeTemporary(userFolder));
		const registry = await serveRegistry([Promise.resolve(packed)], join(userFolder, 'npm'));
		undo.push(registry.close);

		const env = {
			...registry.env,
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(postgres.port),
			DB_POSTGRESDB_USER: 'postgres',
			DB_POSTGRESDB_DATABASE: 'postgres',
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			// The main process leaves callbacks to the webhook process.
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			// So that a worker's death is seen in seconds.
			QUEUE_WORKER_LOCK_DURATION: '6000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
			QUEUE_WORKER_STALLED_INTERVAL: '3000',
			EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '1',
		};
		const start = async (command: 'start' | 'worker' | 'webhook') => {
			const started = await startN8n(installation, {
				userFolder,
				command,
				env,
				path: [registry.path],
			});
			undo.push(started.stop);
			return started;
		};
		const main = await start('start');
		const client = n8nClient(main.url, version);
		undo.push(client.close);
		await client.setUpOwner({
			email: 'owner@n8n.localhost',
			password: `Sms-1${randomBytes(16).toString('base64url')}`,
		});
		await client.installPackage(packed.manifest.name, packed.manifest.version);
		const [first, second, webhooks] = await Promise.all([
			start('worker'),
			start('worker'),
			start('webhook'),
		]);
		return { client, main, workers: [first, second], webhooks, close };
	} catch (error) {
		await close();
		throw error;
	}
}
