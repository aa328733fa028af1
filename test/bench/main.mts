// `npm run bench`: this package side by side with what a user would otherwise build, in the same n8n
// and against the same gateway. Prints the table and leaves it in results.json.
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '../../scripts/lib/failure.mts';
import { main } from '../../scripts/lib/main.mts';
import { type Installation, installN8n } from '../../scripts/lib/n8n/install.mts';
import { packBuilt } from '../../scripts/lib/pack.mts';
import { elapsed, step } from '../../scripts/lib/progress.mts';
import { run } from '../../scripts/lib/run.mts';
import { knownResults, merge, type Results, saveResults, table, updateDocs } from './report.mts';
import type { MeasuredRow, Row } from './row.mts';
import {
	callbacks,
	callbacksByProcesses,
	callbacksInQueueMode,
	callbacksInQueueModeLazily,
	callbacksLazily,
} from './rows/callbacks.mts';
import { loading, ownCode } from './rows/cost.mts';
import { draining, drainingLazily } from './rows/draining.mts';
import { sameText, textForEach } from './rows/sending.mts';
import { sharedLimit, sharedLimitInQueueMode, singleText, throttled } from './rows/throttled.mts';
import { latencyMs, openBenchEnvironment, type BenchEnvironment } from './environment.mts';

type Measurement = (
	environment: BenchEnvironment,
	installation: Installation,
) => Promise<Row | Row[]>;

const measurements: Record<string, Measurement> = {
	'same-text': sameText,
	'text-for-each': textForEach,
	throttled,
	'shared-limit': sharedLimit,
	'single-text': singleText,
	'shared-limit-in-queue-mode': sharedLimitInQueueMode,
	draining,
	'draining-lazily': drainingLazily,
	callbacks,
	'callbacks-lazily': callbacksLazily,
	'callbacks-in-queue-mode': callbacksInQueueMode,
	'callbacks-in-queue-mode-lazily': callbacksInQueueModeLazily,
	'callbacks-by-processes': callbacksByProcesses,
	loading: async (_, installation) => await loading(installation),
	'own-code': async (_, installation) => await ownCode(installation),
};

const usage = `npm run bench [-- ROW …] [-- --docs]
  ROW     one or more of ${Object.keys(measurements).join(', ')}; the others keep their results
  --docs  measures nothing: puts the last run's table into docs/performance.md`;

/** How many programs wanted to run, over the last minute. */
const machineLoad = (): number => loadavg()[0] ?? 0;

const circumstances = async ({ node, release }: Installation): Promise<Results['measured']> => ({
	n8n: release.version,
	node: (await run(join(node.bin, 'node'), ['-p', 'process.versions.node'])).trim(),
	processor: cpus()[0]?.model ?? '',
	cores: cpus().length,
	gatewayLatencyMs: latencyMs,
});

const options = () => {
	try {
		const { values, positionals } = parseArgs({
			allowPositionals: true,
			options: { docs: { type: 'boolean', default: false } },
		});
		const unknown = positionals.find((name) => !Object.hasOwn(measurements, name));
		if (unknown) throw new Error(`There is no row ${unknown}.`);
		return { docs: values.docs, rows: positionals };
	} catch (error) {
		throw new Failure(`${(error as Error).message}\n\n${usage}`);
	}
};

await main(async ({ defer }) => {
	const { docs, rows: chosen } = options();
	if (docs) return await updateDocs();

	const started = Date.now();
	const installation = await installN8n();
	const packed = packBuilt();
	const environment = await step(
		`Building the package, and starting n8n ${installation.release.version} with it`,
		async () => await openBenchEnvironment(installation, packed),
	);
	defer(environment.close);

	const known = await knownResults();
	const measured = await circumstances(installation);
	const isWhole = chosen.length === 0;
	const startedAt = new Date(started).toISOString();
	const rows: MeasuredRow[] = [];
	const failed: string[] = [];
	for (const [name, measure] of Object.entries(measurements)) {
		if (!isWhole && !chosen.includes(name)) continue;
		const before = machineLoad();
		try {
			const measured = await step(name, async () => await measure(environment, installation));
			const circumstance = {
				measurement: name,
				run: startedAt,
				on: new Date().toISOString(),
				load: { before, after: machineLoad() },
			};
			rows.push(...[measured].flat().map((row) => ({ ...row, ...circumstance })));
		} catch (error) {
			// The others can still be measured.
			console.error(`${name}: ${(error as Error).message}`);
			failed.push(name);
		}
		await saveResults(merge(known, { ...(isWhole && { whole: startedAt }), measured, rows }));
	}
	console.log(`\n${table(rows)}\n`);
	console.log(`Load of the machine: ${machineLoad().toFixed(1)}. Measured: ${elapsed(started)}`);
	if (failed.length > 0) throw new Failure(`Could not be measured: ${failed.join(', ')}`);
});
