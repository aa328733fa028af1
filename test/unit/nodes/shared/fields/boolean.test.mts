import { readBoolean } from '../../../../../nodes/shared/fields/boolean.ts';

describe('Boolean fields', () => {
	test.each([
		[true, true],
		['true', true],
		[' TRUE ', true],
		[false, false],
		['false', false],
	])('The value %j is read as %j', (value, expected) => {
		expect(readBoolean(value, 'Simplify', !expected)).toBe(expected);
	});

	test.each([undefined, null, '', ' '])('The value %j gives the default', (value) => {
		expect(readBoolean(value, 'Simplify')).toBe(false);
		expect(readBoolean(value, 'Simplify', true)).toBe(true);
	});

	test.each([
		['yes', '"yes" is neither true nor false'],
		[1, '"1" is neither true nor false'],
		[{}, 'the expression gave an object'],
		[[true], 'the expression gave a list'],
	])('The value %j is an error: %s', (value, reason) => {
		expect(() => readBoolean(value, 'Simplify')).toThrow(reason);
	});
});
