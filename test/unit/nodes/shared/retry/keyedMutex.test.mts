import fc from 'fast-check';

import { createKeyedMutex } from '../../../../../nodes/shared/retry/keyedMutex.ts';

describe('The keyed mutex', () => {
	test('Tasks of the same key run one after the other, in order, failed or not', async () => {
		const tasks = fc.array(
			fc.record({
				keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }),
				fails: fc.boolean(),
			}),
			{ maxLength: 20 },
		);
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), tasks, async (scheduler, list) => {
				const runExclusive = createKeyedMutex();
				const running = new Set<string>();
				const ran: number[] = [];
				const results = list.map(({ keys, fails }, index) =>
					runExclusive(keys, async () => {
						for (const key of keys) {
							expect(running).not.toContain(key);
							running.add(key);
						}
						ran.push(index);
						await scheduler.schedule(Promise.resolve());
						for (const key of keys) running.delete(key);
						if (fails) throw new Error('failed');
						return index;
					}),
				);
				const alreadySent = Promise.allSettled(results);
				await scheduler.waitFor(alreadySent);

				expect((await alreadySent).map(({ status }) => status === 'rejected')).toEqual(
					list.map(({ fails }) => fails),
				);
				for (const key of ['a', 'b', 'c', 'd']) {
					const own = ran.filter((index) => list[index]?.keys.some((other) => other === key));
					expect(own).toEqual([...own].sort((x, y) => x - y));
				}
			}),
		);
	});

	test('Tasks of different keys run concurrently', async () => {
		const runExclusive = createKeyedMutex();
		let release = () => {};
		const first = runExclusive(['a'], () => new Promise<void>((resolve) => (release = resolve)));
		await expect(runExclusive(['b'], async () => 'second')).resolves.toBe('second');
		release();
		await first;
	});
});
