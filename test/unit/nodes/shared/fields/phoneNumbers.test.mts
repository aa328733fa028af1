import fc from 'fast-check';

import { InputError } from '../../../../../nodes/shared/errors/inputError.ts';
import {
	readPhoneNumber,
	readRecipients,
} from '../../../../../nodes/shared/fields/phoneNumbers.ts';
import { readShortCode } from '../../../../../nodes/shared/fields/shortCode.ts';

const errorOf = (run: () => unknown): InputError => {
	try {
		run();
	} catch (error) {
		expect(error).toBeInstanceOf(InputError);
		return error as InputError;
	}
	throw new Error('nothing was rejected');
};

const longestDigits = (text: string) =>
	Math.max(
		0,
		...(text.match(/\d(?:\D{0,2}\d)*/g) ?? []).map((run) => run.replace(/\D/g, '').length),
	);

describe('A phone number', () => {
	test.each([
		'2065550100',
		'206-555-0100',
		'206.555.0100',
		'206 555 0100',
		'206/555/0100',
		'206–555–0100',
		'206\u00a0555\u00a00100',
		'(206) 555-0100',
		'(206)555-0100',
		'1-206-555-0100',
		'1 (206) 555-0100',
		'12065550100',
		'+12065550100',
		'+1 206 555 0100',
		'+1 (206) 555-0100',
		'+1.206.555.0100',
		'tel:+12065550100',
		'TEL:+1-206-555-0100',
		'tel:2065550100',
		'tel%3A%2B12065550100',
		'011 1 206 555 0100',
		'２０６５５５０１００',
		'\u202a+1 206-555-0100\u202c',
		'\u200e2065550100\u200f',
		'206\u200b555\u200b0100',
		'\ufeff206-555-0100',
		"'2065550100",
		'’206-555-0100',
		'"206-555-0100"',
		'="2065550100"',
		'sms:+12065550100',
		'SMS:2065550100?body=Hi',
		'smsto:206-555-0100',
		'2065550100.0',
		'12065550100.00',
		'206.5550100',
		'206555.0100',
		'206-555-0100.0',
		'(206) 555-0100.00',
		'２０６．５５５．０１００',
		'２０６５５５０１００．０',
		'٢٠٦٥٥٥٠١٠٠',
		'206\u3164555\u31640100',
		'2065550100\0',
	])('The phone number %j is read', (written) => {
		expect(readPhoneNumber(written)).toBe('+12065550100');
	});

	test.each([
		['too short', '555-0100', 'not a possible US number'],
		['an emergency number', '911', 'not a possible US number'],
		['a short code', '22627000', 'not a possible US number'],
		['a digit too many', '206-555-01000', 'not a possible US number'],
		['in an area code that begins with 1', '106-555-0100', 'not a possible US number'],
		['in an area code that begins with 0', '006-555-0100', 'not a possible US number'],
		['in an exchange that begins with 1', '206-155-0100', 'not a possible US number'],
		['British', '+44 20 7946 0958', 'not a US number'],
		['Mexican, as dialled from the US', '011 52 55 1234 5678', 'not a US number'],
		['with an extension', '206-555-0100 ext. 5', 'has an extension'],
		['with an extension, as x', '206-555-0100x5', 'has an extension'],
		['with letters', '206-555-CALL', 'is not a phone number'],
		['within words', 'call 206-555-0100', 'is not a phone number'],
		['with a name behind it', '206-555-0100 Ann', 'is not a phone number'],
		['words alone', 'Ann', 'is not a phone number'],
		['an object in a text', '[object Object]', 'is not a phone number'],
		['a number in powers of ten', '2.06555e+9', 'is not a phone number'],
		['nothing', '', 'is not a phone number'],
		['a decimal of nine digits', '206555010.0', 'it has 9 digits, but ten are needed'],
		['a decimal of ten digits', '206555010.5', 'it has a decimal point'],
		['eight digits and two decimals', '20655501.00', 'it has 8 digits'],
		['a decimal with dashes', '206-555-010.0', 'it has 9 digits'],
		['a decimal with blanks', '206 555 010.0', 'it has 9 digits'],
		['a decimal with brackets', '(206) 555-010.0', 'it has 9 digits'],
		['a decimal with points', '206.555.010.0', 'it has a decimal point'],
		['a decimal with one blank', '206555 010.0', 'it has 9 digits'],
		['a decimal with a country code', '1-206-555-010.0', 'not a possible US number'],
		['a decimal twice', '20655501.0.0', 'it has 8 digits'],
		['a decimal in full-width digits', '２０６５５５０１０.０', 'it has 9 digits'],
		['a decimal with a full-width point', '206555010．0', 'it has 9 digits'],
		['a decimal with blanks around its point', '206555010 . 0', 'it has 9 digits'],
		['a decimal with a fraction', '206-555-01.00', 'it has 8 digits'],
		['one number and a part of another', '206-555-0100 555-01', 'separate numbers with a comma'],
		['a US and a British one', '206-555-0100 +44 20 7946 0958', 'separate numbers with a comma'],
		['a British and a US one', '+44 20 7946 0958 206-555-0100', 'separate numbers with a comma'],
		[
			'two, with a blank between them',
			'206-555-0100 206-555-0101',
			'separate numbers with a comma',
		],
		['two without dashes', '2065550100 2065550101', 'separate numbers with a comma'],
		['two with an “and”', '206 555 0100 and +1 (206) 555 0101', 'separate numbers with a comma'],
		['two with a slash', '206-555-0100 / 206-555-0101', 'separate numbers with a comma'],
		['a hundred', '206-555-0100 '.repeat(100), 'separate numbers with a comma'],
		['too long', '2'.repeat(1_000_000), 'it is too long'],
	])('A phone number that is %s is an error', (_, written, reason) => {
		expect(errorOf(() => readPhoneNumber(written)).message).toContain(reason);
	});

	test('A US number is read however its digits are separated', () => {
		const digits = fc.stringMatching(/^[2-9]\d{2}[2-9]\d{6}$/);
		const separator = fc.constantFrom('', ' ', '-', '.', '\u00a0');
		fc.assert(
			fc.property(digits, separator, fc.constantFrom('', '1', '+1'), (number, between, prefix) => {
				const groups = [prefix, number.slice(0, 3), number.slice(3, 6), number.slice(6)];
				const written = groups.filter((group) => group !== '').join(between);
				expect(readPhoneNumber(written)).toBe(`+1${number}`);
			}),
		);
	});

	test.each([
		['206-555-01000', '"206-•••-•1000"'],
		['206-555-010', '"206-•••-010"'],
		['555-0100', '"555-0100"'],
		['206-555-O1OO', '"206-555-O1OO"'],
		['\u202a206-555-01000\u202c', '"206-•••-•1000"'],
		['２０６５５５０１０００', '"206••••1000"'],
		['a'.repeat(100), `"${'a'.repeat(60)}…"`],
	])('The error about %j shows enough to find the typo: %s', (entered, shown) => {
		const error = errorOf(() => readPhoneNumber(entered));
		expect(error.message).toContain(shown);
		expect(error.field).toBe('To');
	});

	test('An error shows no full number', () => {
		const written = fc.oneof(
			fc.stringMatching(/^\+[2-9]\d{7,14}$/),
			fc.stringMatching(/^[01]\d{9,12}$/),
			fc.stringMatching(/^\(?[2-9]\d{2}\)? [2-9]\d{2}-\d{4} ?(ext\. |x)\d{1,4}$/),
			fc.stringMatching(/^[A-Za-z ]{1,8}[2-9]\d{2}[-. ]\d{3}[-. ]\d{4}[A-Za-z ]{0,8}$/),
		);
		fc.assert(
			fc.property(written, (number) => {
				let message = '';
				try {
					readPhoneNumber(number);
				} catch (error) {
					message = (error as Error).message.split('" ')[0] ?? '';
				}
				expect(longestDigits(message)).toBeLessThanOrEqual(4);
			}),
		);
	});
});

describe('The recipients', () => {
	const one = '+12065550100';
	const two = '+12065550101';
	const three = '+12065550102';

	test.each<[string, unknown, string[]]>([
		['one number', '206-555-0100', [one]],
		['one number that isn’t a text', 2065550100, [one]],
		['several separated by commas', '206-555-0100, 206-555-0101,2065550102', [one, two, three]],
		['several separated by semicolons', '206-555-0100;206-555-0101', [one, two]],
		[
			'several separated by new lines',
			'206-555-0100\n206-555-0101\r\n206-555-0102\n',
			[one, two, three],
		],
		['an array', ['206-555-0100', 2065550101], [one, two]],
		['an array of lists', ['206-555-0100, 206-555-0101', '206-555-0102'], [one, two, three]],
		['an array of arrays', [['206-555-0100'], ['206-555-0101']], [one, two]],
		['a list written as JSON', '["206-555-0100", 2065550101]', [one, two]],
		['a list of one as JSON', ' ["206-555-0100"] ', [one]],
		['a list as JSON in bidirectional marks', '\u202a["206-555-0100"]\u202c', [one]],
		['a list as JSON behind an apostrophe', '\'["206-555-0100", 2065550101]', [one, two]],
		['lists written as JSON in a list', ['["206-555-0100"]', '["206-555-0101"]'], [one, two]],
		['a sheet’s text', "'206-555-0100, '206-555-0101", [one, two]],
		['a number with its context', 'tel:206-555-0100;phone-context=+1', [one]],
		['several separated by full-width commas', '206-555-0100，206-555-0101', [one, two]],
		['numbers with gaps among them', ['', null, undefined, ' ', '206-555-0100,,;'], [one]],
		[
			'duplicates, once each and in the order written',
			['206-555-0101', '(206) 555-0100', '+1 206 555 0101', 'tel:2065550100'],
			[two, one],
		],
	])('Recipients are read from %s', (_, value, expected) => {
		expect(readRecipients(value)).toEqual(expected);
	});

	test.each<[string, unknown]>([
		['an empty text', ''],
		['blanks', ' \n '],
		['separators', ',;\n'],
		['invisible marks', '\ufeff\u200e'],
		['an empty list as JSON', '[]'],
		['an empty array', []],
		['an array of nothing', [null, undefined, '']],
		['undefined', undefined],
		['null', null],
	])('Recipients can’t be read from %s, which names none', (_, value) => {
		const error = errorOf(() => readRecipients(value));
		expect(error.message).toBe('the field is empty');
		expect(error.field).toBe('To');
	});

	test.each<[string, unknown]>([
		['a bad number among good ones', '206-555-0100, 206-555-010'],
		['an object', { phone: '206-555-0100' }],
		['an array with an object', [{ phone: '206-555-0100' }]],
		['an object among numbers of a list as JSON', '["206-555-0100", {"phone": 1}]'],
		['true', true],
	])('Recipients can’t be read from %s', (_, value) => {
		errorOf(() => readRecipients(value));
	});

	test('Any input gives E.164 numbers, each once, or an InputError', () => {
		const piece = fc.oneof(fc.string(), fc.constantFrom('2065550100', '+12065550101', ',', '\n'));
		fc.assert(
			fc.property(fc.oneof(piece, fc.array(piece), fc.jsonValue()), (value) => {
				try {
					const read = readRecipients(value);
					expect(read.length).toBeGreaterThan(0);
					expect(new Set(read).size).toBe(read.length);
					expect(read.every((number) => /^\+1[2-9]\d{2}[2-9]\d{6}$/.test(number))).toBe(true);
				} catch (error) {
					expect(error).toBeInstanceOf(InputError);
				}
			}),
		);
	});
});

describe('A short code', () => {
	test.each([
		['22627000', '22627000'],
		[' 22627000 ', '22627000'],
		['short:22627000', '22627000'],
		['12345', '12345'],
		['2262-7000', '22627000'],
		['226-27000', '22627000'],
		['226 27000', '22627000'],
		['\u202a22627000\u202c', '22627000'],
		["'22627000", '22627000'],
		['22627000.0', '22627000'],
		['="22627000"', '22627000'],
		['“22627000”', '22627000'],
		['22.627.000', '22627000'],
		['226-2701.0', '2262701'],
		['+22627000', '22627000'],
		['tel:+22627000', '22627000'],
		['tel:+226-27000', '22627000'],
		['２２６２７０００', '22627000'],
		[22627000, '22627000'],
	])('The short code %j is read', (written, expected) => {
		expect(readShortCode(written, 'Short Code')).toBe(expected);
	});

	test.each([
		['', 'the field is empty'],
		['  ', 'the field is empty'],
		[null, 'the field is empty'],
		['12', '"12" is not a short code'],
		['206-555-0100', '"206-•••-0100" is not a short code'],
		['STOP', '"STOP" is not a short code'],
		['226-2700O', '"226-2700O" is not a short code, which has three to eight digits'],
		[['22627000'], 'the expression gave a list'],
		[{ code: 22627000 }, 'the expression gave an object'],
	])('The short code %j is an error: %s', (written, reason) => {
		const error = errorOf(() => readShortCode(written, 'Short Code'));
		expect(error.message).toContain(reason);
		expect(error.field).toBe('Short Code');
	});
});
