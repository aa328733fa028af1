// `npm run test:versions`: what the package does in each version of n8n that people run, by the
// end-to-end tests. Prints the table and puts it into README.md.
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runE2e } from './lib/e2e.mts';
import { Failure } from './lib/failure.mts';
import { main } from './lib/main.mts';
import { releases, type N8nRelease } from './lib/n8n/versions.mts';
import { packBuilt } from './lib/pack.mts';
import { elapsed } from './lib/progress.mts';
import { markdownTable, writeSection } from './lib/markdown.mts';
import { temporaryFolder } from './lib/temporary.mts';

/** Each column of the table, and the suite in test/e2e that fills it. */
const columns: Record<string, string> = {
	'Loads, installed by n8n': 'package',
	'Tests the credential': 'credential',
	'Sends, asks for the status': 'sendAndStatus',
	Polls: 'triggerPolling',
	'Receives by webhook': 'triggerWebhook',
	'Receives at the Test URL': 'triggerTestUrl',
	'Answers a text': 'roundTrip',
	'Waits for a reply': 'sendAndWait',
};

interface JestReport {
	testResults: Array<{ name: string; status: string }>;
}

await main(async () => {
	const started = Date.now();
	const packed = packBuilt();
	const folder = await temporaryFolder('versions');

	/** The suites that passed in a release, by their names. */
	const passedIn = async ({ version }: N8nRelease): Promise<string[]> => {
		const outputFile = join(folder, `${version}.json`);
		const suites = Object.values(columns).map((suite) => `e2e/${suite}\\.test`);
		try {
			await runE2e(version, packed, ['--json', `--outputFile=${outputFile}`, ...suites]);
		} catch (error) {
			// What failed is in the report.
			if (!(error instanceof Failure)) throw error;
		}
		const { testResults } = JSON.parse(await readFile(outputFile, 'utf8')) as JestReport;
		return testResults
			.filter(({ status }) => status === 'passed')
			.map(({ name }) => basename(name, '.test.mts'));
	};

	const rows: string[][] = [];
	for (const release of releases) {
		const passed = await passedIn(release);
		const seen = Object.values(columns).map((suite) => (passed.includes(suite) ? 'yes' : 'no'));
		rows.push([release.version, String(release.node), ...seen]);
	}
	const table = markdownTable(['n8n', 'Node.js', ...Object.keys(columns)], rows);
	console.log(`\n${table}\n`);
	await writeSection('README.md', 'versions', table);
	if (rows.flat().includes('no')) throw new Failure('Not all passed: see above.');
	console.log(`All passed: ${elapsed(started)}`);
});
