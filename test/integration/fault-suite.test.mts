import { appendFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameOf, playCell, type Cell, type CellResult } from './support/cell.mts';
import type { Dialect } from './support/bench.mts';
import { faultTable } from './support/fault-table.mts';
import { workloads } from './support/workloads.mts';

const positions = ['first', 'middle', 'last'] as const;
const att: Dialect = { provider: 'att', apiVersion: '2' };
const ons = ['request', 'token'] as const;

const only = process.env.CELLS ? new RegExp(process.env.CELLS) : /./;
const cells: Cell[] = workloads
	.flatMap((workload) =>
		faultTable.flatMap((faultCase) =>
			ons.flatMap((on) =>
				positions.map((position): Cell => ({ workload, faultCase, on, position, dialect: att })),
			),
		),
	)
	.filter((cell) => only.test(nameOf(cell)));

const results = new Map<Cell, { result?: CellResult; error?: Error; ms: number }>();
async function pool(queue: Cell[], limit: number) {
	const left = [...queue];
	await Promise.all(
		Array.from({ length: limit }, async () => {
			for (let cell = left.shift(); cell; cell = left.shift()) {
				const t = performance.now();
				try {
					results.set(cell, { result: await playCell(cell), ms: performance.now() - t });
					appendFileSync(
						'/tmp/fault-live.txt',
						`${Math.round(performance.now() - t)} ${nameOf(cell)} ${results.get(cell)!.result!.findings.length}\n`,
					);
				} catch (error) {
					results.set(cell, { error: error as Error, ms: performance.now() - t });
				}
			}
		}),
	);
}

test('explore', async () => {
	const t = performance.now();
	const c0 = process.cpuUsage();
	await pool(
		cells.filter((c) => !(c.on === 'token' && c.faultCase.slowToken)),
		8,
	);
	const c1 = process.cpuUsage(c0);
	const lines = [...results].map(
		([cell, { result, error, ms }]) =>
			`${Math.round(ms)} ${nameOf(cell)}: ${error ? error.stack : result!.findings.join('\n   ')}`,
	);
	writeFileSync(
		join(tmpdir(), 'fault-explore.txt'),
		`${lines.join('\n')}\n${cells.length} cells ${performance.now() - t} ms, cpu ${(c1.user + c1.system) / 1000}`,
	);
}, 900_000);
