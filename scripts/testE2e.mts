// `npm run test:e2e`: the packed package in a real n8n, the newest unless E2E_N8N_VERSION names
// another. Arguments go to Jest.
import { runE2e } from './lib/e2e.mts';
import { main } from './lib/main.mts';
import { packBuilt } from './lib/pack.mts';
import { elapsed } from './lib/progress.mts';

await main(async () => {
	const started = Date.now();
	await runE2e(process.env.E2E_N8N_VERSION, packBuilt(), process.argv.slice(2));
	console.log(`All passed: ${elapsed(started)}`);
});
