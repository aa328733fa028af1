import fc from 'fast-check';

import {
	field,
	list,
	required,
	text,
	token,
	InvalidResponseError,
} from '../../../../../nodes/shared/protocol/fields.ts';

describe('field', () => {
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
	])('finds ResourceUrl in %j: %j', (parent, expected) => {
		expect(field(parent, 'ResourceUrl')).toBe(expected);
	});

	test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
		'takes nothing that every object inherits: %s',
		(name) => {
			expect(field({}, name)).toBeUndefined();
		},
	);

	test('finds a name in any letter case', () => {
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

describe('list', () => {
	test.each<[string, unknown, unknown[]]>([
		['a list', { Info: [1, 2] }, [1, 2]],
		['a single element', { Info: { to: 1 } }, [{ to: 1 }]],
		['an empty element of XML', { Info: '' }, []],
		['an element with nothing but its indentation', { Info: '\n\t' }, []],
		['null', { Info: null }, []],
		['no such name', {}, []],
		['no object', 'Info', []],
	])('reads %s', (_, parent, expected) => {
		expect(list(parent, 'info')).toEqual(expected);
	});
});

describe('required', () => {
	test.each([[{ List: {} }], [{ list: [] }], [{ List: '' }], [{ List: ' \n ' }]])(
		'takes %j',
		(parent) => {
			expect(() => required(parent, 'List')).not.toThrow();
		},
	);

	test.each([[{}], [{ List: 'text' }], [{ List: 7 }], [{ List: null }], [null], ['List'], [[]]])(
		'refuses %j',
		(parent) => {
			expect(() => required(parent, 'List')).toThrow(InvalidResponseError);
		},
	);
});

describe('text and token', () => {
	test.each<[unknown, string, string]>([
		['  007 ', '  007 ', '007'],
		['', '', ''],
		[7, '7', '7'],
		[0, '0', '0'],
		[false, 'false', 'false'],
		[null, '', ''],
		[{ a: 1 }, '', ''],
		[['a'], '', ''],
	])('reads %j as text %j and as token %j', (value, asText, asToken) => {
		expect(text({ Message: value }, 'message')).toBe(asText);
		expect(token({ Message: value }, 'message')).toBe(asToken);
	});
});
