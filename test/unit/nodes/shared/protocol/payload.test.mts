import fc from 'fast-check';

import { InvalidResponseError } from '../../../../../nodes/shared/protocol/fields.ts';
import { decodeBody, parsePayload } from '../../../../../nodes/shared/protocol/payload.ts';
import { fixture } from '../../fixtures.mts';

describe('The charset of a body', () => {
	const xml = (charset: string) => `<?xml version="1.0" encoding="${charset}"?><m>é</m>`;

	test.each<[string, Buffer, string, string]>([
		['UTF-8', Buffer.from('é😀'), 'application/json; charset=UTF-8', 'é😀'],
		['UTF-8 and no named charset', Buffer.from('é😀'), 'application/json', 'é😀'],
		['UTF-8 and no Content-Type', Buffer.from('é'), '', 'é'],
		['Latin-1', Buffer.from('é', 'latin1'), 'text/xml; charset=ISO-8859-1', 'é'],
		['a charset in quotes', Buffer.from('é', 'latin1'), 'text/xml; Charset = "latin1"', 'é'],
		['UTF-16', Buffer.from('é😀', 'utf16le'), 'application/json;charset=utf-16le', 'é😀'],
		['UTF-8 and an unknown charset', Buffer.from('é'), 'text/plain; charset=x-none', 'é'],
		['a byte order mark', Buffer.from('\ufeff{}'), 'application/json', '{}'],
		['bytes that aren’t UTF-8', Buffer.from([0x61, 0xe9, 0x62]), 'text/plain', 'aéb'],
		[
			'bytes that aren’t the named UTF-8',
			Buffer.from('"é"', 'latin1'),
			'application/json; charset=utf-8',
			'"é"',
		],
		[
			'a byte order mark of UTF-16, whatever is named,',
			Buffer.from('\ufeffé😀', 'utf16le'),
			'application/json; charset=utf-8',
			'é😀',
		],
		['UTF-8 whose last character is cut', Buffer.from('aé').subarray(0, 2), 'text/plain', 'a'],
		[
			'a charset that only its XML declares',
			Buffer.from(xml('ISO-8859-1'), 'latin1'),
			'application/xml',
			xml('ISO-8859-1'),
		],
		[
			'a charset in its Content-Type, whatever its XML declares,',
			Buffer.from(xml('ISO-8859-1')),
			'application/xml; charset=utf-8',
			xml('ISO-8859-1'),
		],
	])('A body with %s is decoded', (_, body, contentType, expected) => {
		expect(decodeBody(body, contentType)).toBe(expected);
	});

	test('Any text in UTF-8 is decoded as it was written', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				expect(decodeBody(Buffer.from(`.${text}`), 'application/json')).toBe(`.${text}`);
			}),
		);
	});
});

describe('The format of a body', () => {
	test.each([
		['JSON', '{"a": 1}', { a: 1 }],
		['JSON after blanks', '\r\n {"a": 1} ', { a: 1 }],
		['XML', '<a>1</a>', { a: '1' }],
		['XML after blanks', '\n <a>1</a>\n', { a: '1' }],
	])('A body is recognised as %s by its first character', (_, body, expected) => {
		expect(parsePayload(body)).toEqual(expected);
	});

	test.each([
		['an empty body', '', 'it is empty'],
		['a blank body', ' \r\n', 'it is empty'],
		['an HTML page', '<!DOCTYPE html><html></html>', 'it is an HTML page'],
		['an HTML page in small letters', '\n<html lang="en">', 'it is an HTML page'],
		['a huge body', `"${'x'.repeat(17 * 1024 * 1024)}"`, 'it is too large'],
		['words', 'Service Unavailable', 'it is not well-formed JSON'],
		['a document type', '<!DOCTYPE a><a/>', 'it declares a document type'],
		['a deep document', '['.repeat(200_000), 'it is not well-formed JSON'],
		[
			'a deep document with a reserved name',
			`${'{"__proto__":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
			'it is not well-formed JSON',
		],
	])('A body that is %s is an error that says so', (_, body, reason) => {
		expect(() => parsePayload(body)).toThrow(InvalidResponseError);
		expect(() => parsePayload(body)).toThrow(reason);
	});

	test.each([
		['att-page/get-sms.att.answer.json'],
		['att-page/get-sms.oneapi.answer.xml'],
		['wire/send.v2.answer.xml'],
	])('The response in %s is an error wherever it is cut', (file) => {
		const whole = fixture(file).trimEnd();
		for (let length = 1; length < whole.length; length++) {
			expect(() => parsePayload(whole.slice(0, length))).toThrow(InvalidResponseError);
		}
		expect(() => parsePayload(whole)).not.toThrow();
	});

	test.each(['{"__proto__": {"polluted": 1}}', '{"\\u005f_proto__": {"polluted": 1}}'])(
		'A prototype is dropped from %s',
		(body) => {
			const copy = Object.assign({}, parsePayload(body));
			expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
			expect(copy).toEqual({});
		},
	);

	test('Any body that can’t be parsed is an InvalidResponseError', () => {
		const mostlyMarkup = fc
			.array(
				fc.constantFrom('<', '>', '</', '/>', 'a', '&', ';', '<![CDATA[', ']]>', '"', '{', '['),
			)
			.map((parts) => parts.join(''));
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), mostlyMarkup), (body) => {
				try {
					parsePayload(body);
				} catch (error) {
					expect(error).toBeInstanceOf(InvalidResponseError);
				}
			}),
			{ numRuns: 1000 },
		);
	});
});
