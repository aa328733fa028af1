import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dialect } from './support/testGateway.mts';
import { nameOf, playCell, positions, type Cell, type CellResult } from './support/cell.mts';
import { faultTable } from './support/faultTable.mts';
import { workloads } from './support/workloads.mts';

const att: Dialect = { provider: 'att', apiVersion: '2' };
const oneApi: Dialect = { provider: 'oneApi', apiVersion: '3' };

const sets: Array<Pick<Cell, 'on' | 'dialect' | 'refresh'>> = [
	{ on: 'request', dialect: att },
	{ on: 'request', dialect: oneApi },
	{ on: 'token', dialect: att },
	{ on: 'token', dialect: att, refresh: true },
];

/** Where there is such a request, and the fault makes sense on it. */
const isPossible = ({ faultCase, on, workload, refresh, position }: Cell): boolean =>
	// A first page without a body is an empty inbox: nothing tells the two apart.
	!(
		faultCase.name === 'empty' &&
		workload.operation === 'inbox' &&
		position === 'first' &&
		on === 'request'
	) &&
	(faultCase.only === undefined || (on === 'request' && workload.operation === faultCase.only)) &&
	!(refresh && (position === 'first' || !workload.standsForOthers));

// Faults change fastest, so that no two cells at work on the same heavy one come side by side.
const cells: Cell[] = positions.flatMap((position) =>
	sets.flatMap((set) =>
		workloads.flatMap((workload) =>
			faultTable
				.map((faultCase): Cell => ({ workload, faultCase, position, ...set }))
				.filter(isPossible),
		),
	),
);

const results = new Map<Cell, Promise<CellResult>>();

/** Plays the cells concurrently. */
const playAll = async (queue: Cell[], concurrency: number) => {
	const left = [...queue];
	const work = async () => {
		for (let cell = left.shift(); cell; cell = left.shift()) {
			const result = playCell(cell);
			results.set(cell, result);
			await result.catch(() => {});
		}
	};
	await Promise.all(Array.from({ length: concurrency }, work));
};

const waitsLong = ({ on, faultCase }: Cell) => on === 'token' && faultCase.slowToken === true;

beforeAll(async () => {
	await Promise.all([
		playAll(cells.filter(waitsLong), 64),
		playAll(
			cells.filter((cell) => !waitsLong(cell)),
			24,
		),
	]);
}, 1_200_000);

test('Sends that failed were retried from the list of executions, for many faults', async () => {
	const played = await Promise.all(results.values());
	expect(played.filter(({ retried }) => retried).length).toBeGreaterThan(100);
});

test.each(cells.map((cell) => [nameOf(cell), cell] as const))(
	'Nothing is lost or doubled: %s',
	async (_, cell) => {
		expect((await results.get(cell))?.findings).toEqual([]);
	},
);

afterAll(async () => {
	const played = await Promise.all(results.values());
	const sum = (count: (result: CellResult) => number) =>
		played.reduce((total, result) => total + count(result), 0);
	const counts = {
		cells: played.length,
		retried: sum(({ retried }) => Number(retried)),
		messages: sum(({ shares }) => shares),
		lost: sum(({ lost }) => lost),
		doubled: sum(({ doubled }) => doubled),
	};
	writeFileSync(join(tmpdir(), 'n8n-nodes-att-sms-faults.json'), `${JSON.stringify(counts)}\n`);
	process.stderr.write(
		`fault suite: ${counts.cells} cells, ${counts.retried} retried from the list, ${counts.messages} messages and statuses, ${counts.lost} lost, ${counts.doubled} doubled\n`,
	);
});
