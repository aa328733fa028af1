import fc from 'fast-check';

import { mapConcurrent } from '../../../../../nodes/shared/retry/mapConcurrent.ts';
import { range } from '../../../../support/range.mts';

describe('Concurrent tasks', () => {
	test('Tasks start in order, at most `limit` at a time, and give their results in order', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.scheduler(),
				fc.nat(20),
				fc.integer({ min: 1, max: 8 }),
				fc.option(fc.nat(20), { nil: Infinity }),
				async (scheduler, count, limit, stopAfter) => {
					const started: number[] = [];
					let running = 0;
					let most = 0;
					const tasks = range(count);
					const results = mapConcurrent(
						tasks,
						limit,
						async (task) => {
							started.push(task);
							most = Math.max(most, ++running);
							await scheduler.schedule(Promise.resolve());
							running--;
							return task * 10;
						},
						() => started.length >= stopAfter,
					);
					await scheduler.waitFor(results);

					const run = Math.min(count, stopAfter);
					expect(started).toEqual(tasks.slice(0, run));
					expect(await results).toEqual(tasks.map((task) => (task < run ? task * 10 : undefined)));
					expect(most).toBe(Math.min(limit, run));
				},
			),
		);
	});
});
