import { tryToParseDateTime } from 'n8n-workflow';
import { InputError } from '../../../../../nodes/shared/errors/inputError.ts';
import { readText } from '../../../../../nodes/shared/fields/text.ts';

const errorOf = (value: unknown): InputError => {
	try {
		readText(value, 'Message');
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return error as InputError;
	}
	throw new Error('nothing was rejected');
};

test.each<[string, unknown, string]>([
	['a text', ' Hello\n', ' Hello\n'],
	['a number', 42, '42'],
	['zero', 0, '0'],
	['a boolean', true, 'true'],
	['a big integer', 12065550100n, '12065550100'],
	['null', null, ''],
	['undefined', undefined, ''],
	['a date', new Date('2026-11-25T14:00:00Z'), '2026-11-25T14:00:00.000Z'],
	[
		'a date of Luxon, such as $now',
		tryToParseDateTime('2026-11-25T14:00:00Z', 'utc'),
		'2026-11-25T14:00:00.000Z',
	],
])('A text field reads %s as text', (_, value, expected) => {
	expect(readText(value, 'Message')).toBe(expected);
});

test.each<[string, unknown, string]>([
	['an object', { text: 'Hi' }, 'an object'],
	['an empty object', {}, 'an object'],
	['an object without a prototype', Object.create(null), 'an object'],
	['a list', ['Hi', 'there'], 'a list'],
	['an empty list', [], 'a list'],
	['a list of one', ['Hi'], 'a list'],
	['a function', () => 'Hi', 'a function'],
	['a symbol', Symbol('Hi'), 'a symbol'],
	['a promise', Promise.resolve('Hi'), 'an object'],
	['an invalid date', new Date('x'), 'an object'],
	['NaN', NaN, 'NaN'],
	['an infinite number', Infinity, 'Infinity'],
	['a text that an object was joined to', 'Hi [object Object]!', 'a text with an object in it'],
])('A text field with %s is an error that says what the expression gave', (_, value, found) => {
	const error = errorOf(value);
	expect(error.message).toMatch(`text is needed, but the expression gave ${found}`);
	expect(error.field).toBe('Message');
});
