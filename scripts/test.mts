// `npm test`: everything that can be told of the package without a running n8n. Stops at the first
// step that fails. Arguments go to Jest: `npm test -- test/unit/phoneNumbers`.
import { main } from './lib/main.mts';
import { build } from './lib/pack.mts';
import { elapsed, step } from './lib/progress.mts';
import { jest, tool } from './lib/tools.mts';

await main(async () => {
	const started = Date.now();
	await step('Types (tsc)', async () => await tool('typescript', ['-p', '.'], 'tsc'));
	await step('Lint (n8n, strict)', async () => await tool('@n8n/node-cli', ['lint'], 'n8n-node'));
	await step('Lint (style)', async () => {
		await tool('eslint', ['-c', 'eslint.style.config.mjs', '.']);
	});
	await step('Build', build);
	console.log("Unit and integration tests, and n8n's scan of the packed package (jest)");
	await jest(process.argv.slice(2));
	console.log(`All passed: ${elapsed(started)}`);
});
