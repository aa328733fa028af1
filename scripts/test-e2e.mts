// `npm run test:e2e`: the packed package in a real n8n, the newest unless E2E_N8N_VERSION names
// another. Arguments go to Jest. Of the n8n that is started here, the tests get to know by the
// environment: see test/e2e/support/setup.mts.
import { installN8n } from './lib/n8n/install.mts';
import { startInstance } from './lib/n8n/instance.mts';
import { main } from './lib/main.mts';
import { packBuilt } from './lib/pack.mts';
import { elapsed, step } from './lib/progress.mts';
import { jest } from './lib/tools.mts';

await main(async ({ defer }) => {
	const started = Date.now();
	const installation = await installN8n(process.env.E2E_N8N_VERSION);
	const packed = packBuilt();
	const instance = await step(
		`Building the package, and starting n8n ${installation.release.version} with it`,
		async () => await startInstance(installation, packed),
	);
	defer(instance.close);

	const { n8n, owner } = instance;
	await jest(['-c', 'jest.e2e.config.cjs', ...process.argv.slice(2)], {
		...process.env,
		E2E_N8N: JSON.stringify({
			url: n8n.url,
			version: installation.release.version,
			owner,
			logFile: n8n.logFile,
			packed: await packed,
		}),
	});
	console.log(`All passed: ${elapsed(started)}`);
});
