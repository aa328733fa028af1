import fc from 'fast-check';

import {
	field,
	list,
	required,
	text,
	token,
	InvalidResponseError,
} from '../../../../../nodes/shared/protocol/fields.ts';

describe('A field of an object', () => {
	test.each([
		[{ ResourceUrl: 'u' }, 'u'],
		[{ resourceURL: 'u' }, 'u'],
		[{ RESOURCEURL: 'u' }, 'u'],
		[{ resourceURL: 'other', ResourceUrl: 'exact' }, 'exact'],
		[{ resource: 'u' }, undefined],
		[['u'], undefined],
		['ResourceUrl', undefined],
		[null, undefined],
		[undefined, undefined],
	])('The field ResourceUrl of %j is %j', (parent, expected) => {
		expect(field(parent, 'ResourceUrl')).toBe(expected);
	});

	test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
		'The name %s, which every object inherits, isn’t a field',
		(name) => {
			expect(field({}, name)).toBeUndefined();
		},
	);

	test('A field is found in any letter case', () => {
		const name = fc.stringMatching(/^[A-Za-z]{1,12}$/);
		fc.assert(
			fc.property(name, fc.array(fc.boolean()), (written, upper) => {
				const other = [...written]
					.map((letter, i) => (upper[i] ? letter.toUpperCase() : letter.toLowerCase()))
					.join('');
				expect(field({ [other]: 1 }, written)).toBe(1);
			}),
		);
	});
});

describe('A list in an object', () => {
	test.each<[string, unknown, unknown[]]>([
		['an array', { Info: [1, 2] }, [1, 2]],
		['a single element', { Info: { to: 1 } }, [{ to: 1 }]],
		['an empty element of XML', { Info: '' }, []],
		['an element with nothing but its indentation', { Info: '\n\t' }, []],
		['null', { Info: null }, []],
		['an object without the name', {}, []],
		['a text', 'Info', []],
	])('A list is read from %s', (_, parent, expected) => {
		expect(list(parent, 'info')).toEqual(expected);
	});
});

describe('A required field', () => {
	test.each([[{ List: {} }], [{ list: [] }], [{ List: '' }], [{ List: ' \n ' }]])(
		'A required field is found in %j',
		(parent) => {
			expect(() => required(parent, 'List')).not.toThrow();
		},
	);

	test.each([[{}], [{ List: 'text' }], [{ List: 7 }], [{ List: null }], [null], ['List'], [[]]])(
		'A required field missing from %j is an error',
		(parent) => {
			expect(() => required(parent, 'List')).toThrow(InvalidResponseError);
		},
	);
});

describe('Texts and tokens', () => {
	test.each<[unknown, string, string]>([
		['  007 ', '  007 ', '007'],
		['', '', ''],
		[7, '7', '7'],
		[0, '0', '0'],
		[false, 'false', 'false'],
		[null, '', ''],
		[{ a: 1 }, '', ''],
		[['a'], '', ''],
	])('The value %j is the text %j and the token %j', (value, asText, asToken) => {
		expect(text({ Message: value }, 'message')).toBe(asText);
		expect(token({ Message: value }, 'message')).toBe(asToken);
	});
});
