import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { markdownTable, writeSection } from '../../scripts/lib/markdown.mts';
import { isMet, type Goal, type MeasuredRow, type Row } from './row.mts';

export interface Results {
	/** The last start of the bench that measured every row. */
	whole?: string;
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
	`${'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`}${goal.unit ? ` ${goal.unit}` : ''}`;

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

const day = (time: string): string => time.slice(0, 10);

/** The same for the docs: a row from another start than that of the whole table says when. */
export const datedTable = ({ whole, rows }: Pick<Results, 'whole' | 'rows'>): string =>
	table(
		rows.map((row) =>
			row.run === whole ? row : { ...row, what: `${row.what} (measured alone, ${day(row.run)})` },
		),
	);

/**
 * What is known after a start of the bench. One that measures everything replaces all that was known;
 * of another, its rows stand where those of the same measurement stood.
 */
export const merge = (known: Results | undefined, measured: Results): Results => {
	if (measured.whole || !known) return measured;
	const measurements = new Set(measured.rows.map(({ measurement }) => measurement));
	const at = known.rows.findIndex(({ measurement }) => measurements.has(measurement));
	const others = known.rows.filter(({ measurement }) => !measurements.has(measurement));
	const before = at < 0 ? others.length : at;
	const rows = [...others.slice(0, before), ...measured.rows, ...others.slice(before)];
	return { ...measured, whole: known.whole, rows };
};

const readResults = async (): Promise<Results> =>
	JSON.parse(await readFile(resultsFile, 'utf8')) as Results;

/** Keeps results in results.json. */
export const saveResults = async (results: Results): Promise<void> => {
	const json = JSON.stringify(results, (_, value: unknown) =>
		typeof value === 'number' ? Number(value.toFixed(3)) : value,
	);
	const { format } = await import('prettier');
	await writeFile(
		resultsFile,
		await format(json, { parser: 'json', useTabs: true, printWidth: 100 }),
	);
};

/** What results.json has. */
export const knownResults = async (): Promise<Results | undefined> =>
	await readResults().catch(() => undefined);

/** Puts the table of the last run into docs/performance.md. */
export const updateDocs = async (): Promise<void> => {
	const results = await readResults();
	const { n8n, node, cores, gatewayLatencyMs } = results.measured;
	const rows = results.rows.filter(({ run }) => run === results.whole);
	const loads = rows.flatMap(({ load }) => [load.before, load.after]);
	const [least, most] = [Math.min(...loads), Math.max(...loads)].map((load) => load.toFixed(0));
	const set = `Measured on ${day(results.whole ?? '')} in one start: n8n ${n8n} on Node.js ${node}, ${cores} cores, a gateway that responds after ${gatewayLatencyMs} ms; medians. Load of the machine (programs that wanted to run, over a minute): ${least} to ${most}, the bench itself included.`;
	await writeSection('docs/performance.md', 'bench', `${datedTable(results)}\n\n${set}`);
};
