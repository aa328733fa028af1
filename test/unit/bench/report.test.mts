import { datedTable, merge, type Results } from '../../bench/report.mts';
import { isMet, type MeasuredRow } from '../../bench/row.mts';

const row = (measurement: string, what: string, run: string): MeasuredRow => ({
	measurement,
	what,
	run,
	on: run,
	load: { before: 0, after: 0 },
	ours: '',
	against: '',
	readings: {},
});

const results = (run: string, rows: MeasuredRow[], whole?: string): Results => ({
	whole,
	measured: { n8n: run, node: '', processor: '', cores: 2, gatewayLatencyMs: 50 },
	rows,
});

const first = '2026-01-01T00:00:00.000Z';
const second = '2026-01-02T00:00:00.000Z';
const known = results(
	first,
	[row('a', 'A', first), row('b', 'B 1', first), row('b', 'B 2', first), row('c', 'C', first)],
	first,
);

test('A run that measures everything replaces all earlier rows', () => {
	const measured = results(second, [row('a', 'A', second)], second);
	expect(merge(known, measured)).toEqual(measured);
});

test('Rows that were measured alone take the place of the earlier ones of their measurement', () => {
	const { rows, whole } = merge(known, results(second, [row('b', 'B renamed', second)]));
	expect(rows.map(({ what }) => what)).toEqual(['A', 'B renamed', 'C']);
	expect(whole).toBe(first);
});

test('The table in the docs says which rows were measured alone, and when', () => {
	const text = datedTable(merge(known, results(second, [row('c', 'C', second)])));
	expect(text).toContain('| A |');
	expect(text).toContain('| C (measured alone, 2026-01-02) |');
});

test.each([
	[{ ratio: 1.5, goal: { atLeast: 1.5 } }, true],
	[{ ratio: 1.4, goal: { atLeast: 1.5 } }, false],
	[{ figure: 71, goal: { atMost: 70, unit: 'ms' } }, false],
	[{ figure: 69, goal: { atMost: 70, unit: 'ms' } }, true],
	[{ ratio: 3 }, undefined],
])('A row with %j meets its goal: %s', (part, met) => {
	expect(isMet({ ...row('a', 'A', first), ...part })).toBe(met);
});
