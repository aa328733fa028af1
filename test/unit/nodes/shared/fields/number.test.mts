import { readNumber } from '../../../../../nodes/shared/fields/number.ts';

describe('Number fields', () => {
	test.each([
		[5, 5],
		['5', 5],
		[' 2.5 ', 2.5],
		[0, 0],
		[undefined, undefined],
		[null, undefined],
		['', undefined],
	])('The value %j is read as %j', (value, expected) => {
		expect(readNumber(value, 'Limit')).toBe(expected);
	});

	test.each([
		['ten', '"ten" is not a number'],
		[true, '"true" is not a number'],
		[NaN, 'the expression gave NaN'],
		[{}, 'the expression gave an object'],
		[[5], 'the expression gave a list'],
	])('The value %j is an error: %s', (value, reason) => {
		expect(() => readNumber(value, 'Limit')).toThrow(reason);
	});
});
