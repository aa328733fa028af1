import { readBoolean } from '../../../../../nodes/shared/fields/boolean.ts';

describe('readBoolean', () => {
	test.each([
		[true, true],
		['true', true],
		[' TRUE ', true],
		[false, false],
		['false', false],
	])('reads %j as %j', (value, expected) => {
		expect(readBoolean(value, 'Simplify', !expected)).toBe(expected);
	});

	test.each([undefined, null, '', ' '])('takes the default for %j', (value) => {
		expect(readBoolean(value, 'Simplify')).toBe(false);
		expect(readBoolean(value, 'Simplify', true)).toBe(true);
	});

	test.each([
		['yes', '"yes" is neither true nor false'],
		[1, '"1" is neither true nor false'],
		[{}, 'the expression gave an object'],
		[[true], 'the expression gave a list'],
	])('refuses %j: %s', (value, reason) => {
		expect(() => readBoolean(value, 'Simplify')).toThrow(reason);
	});
});
