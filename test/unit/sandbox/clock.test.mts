import { array, assert, integer, property } from 'fast-check';

import { createClock } from '../../../sandbox/clock.mts';

describe('The clock', () => {
	test('Due tasks run in order of their time, and then of their setting', () => {
		assert(
			property(array(integer({ min: 0, max: 20 })), (times) => {
				const clock = createClock(() => 0);
				const ran: Array<[number, number]> = [];
				times.forEach((time, order) => clock.at(time, () => ran.push([time, order])));
				clock.advance(10);
				const sorted = times
					.map((time, order): [number, number] => [time, order])
					.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
				expect(ran).toEqual(sorted.filter(([time]) => time <= 10));
				clock.advance(10);
				expect(ran).toEqual(sorted);
				clock.clear();
			}),
		);
	});

	test('A task can set another one, and a cleared task doesn’t run', () => {
		const clock = createClock(() => 1000);
		const ran: number[] = [];
		clock.at(1010, () => {
			ran.push(clock.now());
			clock.at(1015, () => ran.push(clock.now()));
			clock.at(5000, () => ran.push(clock.now()));
		});
		clock.advance(20);
		// Each task sees the time at which it was due.
		expect(ran).toEqual([1010, 1015]);
		clock.clear();
		clock.advance(10_000);
		expect(ran).toEqual([1010, 1015]);
	});
});
