import { join } from 'node:path';
import type { PackedPackage } from '../pack.mts';
import { freePort } from '../ports.mts';
import { startPostgres, startRedis } from '../servers.mts';
import { removeTemporary } from '../temporary.mts';
import { createUndoStack } from '../undoStack.mts';
import { n8nClient, type N8nClient } from './client.mts';
import { type Installation, newUserFolder } from './install.mts';
import { newPassword } from './instance.mts';
import { type N8nProcess, startN8n } from './process.mts';
import { serveRegistry } from './registry.mts';

/** n8n in queue mode, with community packages. */
export interface Queue {
	client: N8nClient;
	main: N8nProcess;
	workers: N8nProcess[];
	/** These take callbacks; the main process does not. `WEBHOOK_URL` is that of the first. */
	webhooks: N8nProcess[];
	close(): Promise<void>;
}

/**
 * Starts one main process, workers and webhook processes on a Redis and a PostgreSQL of their own.
 * A worker runs `concurrency` executions at once, n8n's 10 if it isn't given.
 */
export const startQueue = async (
	installation: Installation,
	packages: PackedPackage[],
	processes: {
		workers: number;
		webhooks: number;
		concurrency?: number;
		env?: Record<string, string>;
	},
): Promise<Queue> => {
	const { version } = installation.release;
	const { defer, unwind: close } = createUndoStack();
	try {
		const redis = await startRedis();
		defer(redis.stop);
		const postgres = await startPostgres();
		defer(postgres.stop);
		const userFolder = await newUserFolder(installation);
		defer(async () => await removeTemporary(userFolder));
		const registry = await serveRegistry(
			packages.map(async (each) => each),
			join(userFolder, 'npm'),
		);
		defer(registry.close);

		const webhookPort = await freePort();
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
			// The main process leaves callbacks to the webhook processes.
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/`,
			// So that a worker's death is seen in seconds.
			QUEUE_WORKER_LOCK_DURATION: '6000',
			QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
			QUEUE_WORKER_STALLED_INTERVAL: '3000',
			EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '1',
			...(processes.concurrency && {
				N8N_CONCURRENCY_PRODUCTION_LIMIT: String(processes.concurrency),
			}),
			...processes.env,
		};
		const start = async (command: 'start' | 'worker' | 'webhook', port?: number) => {
			const started = await startN8n(installation, {
				userFolder,
				command,
				port,
				env,
				path: [registry.path],
			});
			defer(started.stop);
			return started;
		};
		const main = await start('start');
		const client = n8nClient(main.url, version);
		defer(client.close);
		await client.setUpOwner({ email: 'owner@n8n.localhost', password: newPassword() });
		for (const { manifest } of packages) {
			await client.installPackage(manifest.name, manifest.version);
		}
		const many = async (count: number, command: 'worker' | 'webhook', firstPort?: number) =>
			await Promise.all(
				Array.from(
					{ length: count },
					async (_, index) => await start(command, index === 0 ? firstPort : undefined),
				),
			);
		const [workers, webhooks] = await Promise.all([
			many(processes.workers, 'worker'),
			many(processes.webhooks, 'webhook', webhookPort),
		]);
		return { client, main, workers, webhooks, close };
	} catch (error) {
		await close();
		throw error;
	}
};
