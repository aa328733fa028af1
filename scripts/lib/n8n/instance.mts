import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { PackedPackage } from '../pack.mts';
import { removeTemporary } from '../temporary.mts';
import { createUndoStack } from '../undoStack.mts';
import { n8nClient, type N8nClient, type Owner } from './client.mts';
import { type Installation, newUserFolder } from './install.mts';
import { type N8nProcess, startN8n } from './process.mts';
import { serveRegistry } from './registry.mts';

/** A running n8n with an owner, who is signed in, and a community package. */
export interface Instance {
	n8n: N8nProcess;
	client: N8nClient;
	owner: Owner;
	/** Ends n8n and removes its data. */
	close(): Promise<void>;
}

export interface InstanceOptions {
	/** A free one by default. */
	port?: number;
	env?: Record<string, string>;
	/** More community packages to install. */
	others?: Array<Promise<PackedPackage>>;
}

/**
 * Starts n8n on new data and has it install the package as it installs any community package. n8n
 * starts while the package is still being made.
 */
export const startInstance = async (
	installation: Installation,
	packed: PackedPackage | Promise<PackedPackage>,
	{ port, env, others = [] }: InstanceOptions = {},
): Promise<Instance> => {
	// Its failure is told where it is waited for, below.
	const packages = [Promise.resolve(packed), ...others];
	for (const each of packages) each.catch(() => undefined);
	const { defer, unwind: close } = createUndoStack();
	try {
		const userFolder = await newUserFolder(installation);
		defer(async () => await removeTemporary(userFolder));
		const registry = await serveRegistry(packages, join(userFolder, 'npm'));
		defer(registry.close);
		const starting = startN8n(installation, {
			userFolder,
			port,
			path: [registry.path],
			env: { ...registry.env, ...env },
		});
		defer(
			async () =>
				await starting.then(
					async ({ stop }) => await stop(),
					() => undefined,
				),
		);
		const [n8n, ...ready] = await Promise.all([starting, ...packages]);
		const client = n8nClient(n8n.url, installation.release.version);
		defer(client.close);
		const owner = { email: 'owner@n8n.localhost', password: newPassword() };
		await client.setUpOwner(owner);
		for (const { manifest } of ready) {
			await client.installPackage(manifest.name, manifest.version);
		}
		return { n8n, client, owner, close };
	} catch (error) {
		await close();
		throw error;
	}
};

/** 128 random bits in the mix of characters that n8n asks for. */
export const newPassword = (): string => `Sms-1${randomBytes(16).toString('base64url')}`;
