import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../scripts/lib/failure.mts';
import { root } from '../../scripts/lib/paths.mts';
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
const readmeFile = join(root, 'README.md');
const markers = ['<!-- bench: made by `npm run bench -- --readme` -->', '<!-- /bench -->'] as const;

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
export function table(rows: Row[]): string {
	const head = ['What', 'This package', 'Against', 'Ratio', 'Goal'];
	const line = (texts: string[]) => `| ${texts.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(cells(row)))].join(
		'\n',
	);
}

const readResults = async (): Promise<Results> =>
	JSON.parse(await readFile(resultsFile, 'utf8')) as Results;

/** Keeps results; rows that were not measured this time stay as they were. */
export async function saveResults({ measured, rows }: Results): Promise<void> {
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
}

/** Puts the table of the last run into the README, between its two markers. */
export async function updateReadme(): Promise<void> {
	const { measured, rows } = await readResults();
	const { n8n, node, cores, gatewayLatencyMs } = measured;
	const readme = await readFile(readmeFile, 'utf8');
	const [from, to] = markers.map((marker) => readme.indexOf(marker));
	if (from === undefined || to === undefined || from < 0 || to < from) {
		throw new Failure(`README.md lacks the markers ${markers.join(' and ')}.`);
	}
	const loads = rows.flatMap(({ load }) => [load.before, load.after]);
	const [least, most] = [Math.min(...loads), Math.max(...loads)].map((load) => load.toFixed(0));
	const set = `n8n ${n8n} on Node.js ${node}, ${cores} cores, a gateway that answers after ${gatewayLatencyMs} ms; medians. Load of the machine (programs that wanted to run, over a minute): ${least} to ${most}.`;
	const section = `${markers[0]}\n\n${table(rows)}\n\n${set}\n\n`;
	await writeFile(readmeFile, readme.slice(0, from) + section + readme.slice(to));
}
