import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownTable, writeSection } from '../../scripts/lib/markdown.mts';
import { format } from 'prettier';
import { isMet, type Goal, type MeasuredRow, type Row } from './row.mts';

export interface Results {
	measured: {
		n8n: string;
		node: string;
		processor: string;
		cores: number;
		gatewayLatencyMs: number;
	};
	rows: MeasuredRow[];
}

const resultsFile = join(import.meta.dirname, 'results.json');

const goalText = (goal: Goal): string =>
	'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;

const cells = (row: Row): string[] => [
	row.what,
	row.ours,
	row.against,
	row.ratio === undefined ? '' : row.ratio.toFixed(row.ratio < 10 ? 2 : 0),
	row.goal ? `${goalText(row.goal)}${isMet(row) ? '' : ' (missed)'}` : '',
];

/** A Markdown table of the rows. */
export const table = (rows: Row[]): string =>
	markdownTable(['What', 'This package', 'Against', 'Ratio', 'Goal'], rows.map(cells));

const readResults = async (): Promise<Results> =>
	JSON.parse(await readFile(resultsFile, 'utf8')) as Results;

/** Keeps results; rows that were not measured this time stay as they were. */
export const saveResults = async ({ measured, rows }: Results): Promise<void> => {
	const known = await readResults().catch(() => ({ rows: [] as MeasuredRow[] }));
	const isNew = (row: MeasuredRow) => !known.rows.some(({ what }) => what === row.what);
	const all = [
		...known.rows.map((row) => rows.find(({ what }) => what === row.what) ?? row),
		...rows.filter(isNew),
	];
	const json = JSON.stringify({ measured, rows: all }, (_, value: unknown) =>
		typeof value === 'number' ? Number(value.toFixed(3)) : value,
	);
	await writeFile(
		resultsFile,
		await format(json, { parser: 'json', useTabs: true, printWidth: 100 }),
	);
};

/** Puts the table of the last run into docs/performance.md. */
export const updateDocs = async (): Promise<void> => {
	const { measured, rows } = await readResults();
	const { n8n, node, cores, gatewayLatencyMs } = measured;
	const loads = rows.flatMap(({ load }) => [load.before, load.after]);
	const [least, most] = [Math.min(...loads), Math.max(...loads)].map((load) => load.toFixed(0));
	const set = `n8n ${n8n} on Node.js ${node}, ${cores} cores, a gateway that answers after ${gatewayLatencyMs} ms; medians. Load of the machine (programs that wanted to run, over a minute): ${least} to ${most}.`;
	await writeSection('docs/performance.md', 'bench', `${table(rows)}\n\n${set}`);
};
