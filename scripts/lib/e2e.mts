import { installN8n } from './n8n/install.mts';
import { startInstance } from './n8n/instance.mts';
import type { PackedPackage } from './pack.mts';
import { step } from './progress.mts';
import { jest } from './tools.mts';

/**
 * Runs end-to-end tests, all or those that Jest's arguments name, with the package in an n8n of that
 * version. Of this n8n the tests get to know by the environment: see test/e2e/support/setup.mts.
 * Throws a Failure if a test fails.
 */
export const runE2e = async (
	version: string | undefined,
	packed: Promise<PackedPackage>,
	jestArguments: string[],
): Promise<void> => {
	const installation = await installN8n(version);
	const instance = await step(
		`Building the package, and starting n8n ${installation.release.version} with it`,
		async () => await startInstance(installation, packed),
	);
	const { n8n, owner } = instance;
	try {
		await jest(['-c', 'jest.e2e.config.cjs', ...jestArguments], {
			...process.env,
			E2E_N8N: JSON.stringify({
				url: n8n.url,
				version: installation.release.version,
				owner,
				logFile: n8n.logFile,
				packed: await packed,
			}),
		});
	} finally {
		await instance.close();
	}
};
