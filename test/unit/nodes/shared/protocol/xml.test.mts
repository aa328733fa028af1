import fc from 'fast-check';

import { parseXml } from '../../../../../nodes/shared/protocol/xml.ts';

const messageIn = (content: string) => parseXml(`<m>${content}</m>`);

const escaped = (text: string) =>
	[...text].map((character) => `&#${character.codePointAt(0)};`).join('');

/** Text that XML 1.0 can carry (section 2.2), in which a bare carriage return can’t be kept. */
const xmlText = fc
	.string({ unit: 'binary' })
	.map((text) => text.replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));

describe('Texts in XML', () => {
	test.each([
		['a number with zeros in front', '007', '007'],
		['a number with an exponent', '1e5', '1e5'],
		['a truth value', 'true', 'true'],
		['a hexadecimal number', '0x1F', '0x1F'],
		['blanks around', '  hello \t ', '  hello \t '],
		['nothing but blanks', '   ', '   '],
		['a line break', 'one\ntwo', 'one\ntwo'],
		['no characters', '', ''],
		['the five entities of XML', '&lt;&gt;&amp;&apos;&quot;', '<>&\'"'],
		['an escaped entity', '&amp;lt;', '&lt;'],
		['an escaped reference', '&amp;#233;', '&#233;'],
		['a reference to the ampersand before a name', '&#38;lt;', '&lt;'],
		['a decimal reference', '&#233;', 'é'],
		['a hexadecimal reference', '&#x1F600;', '😀'],
		['a carriage return by reference', 'a&#13;&#10;b', 'a\r\nb'],
		['a surrogate pair in hexadecimal references', 'a&#xD83D;&#xDE00;b', 'a😀b'],
		['a surrogate pair in decimal references', 'a&#55357;&#56832;b', 'a😀b'],
		['two pairs in a row', '&#xd83d;&#xde00;&#55357;&#56833;', '😀😁'],
		['CDATA', '<![CDATA[ <b>&amp; ]]>', ' <b>&amp; '],
		['CDATA between text', 'a<![CDATA[b]]>c', 'abc'],
		['two CDATA sections that write the end of one', '<![CDATA[]]]]><![CDATA[>]]>', ']]>'],
		['a document type as text in CDATA', '<![CDATA[<!DOCTYPE html>]]>', '<!DOCTYPE html>'],
		['references as text in CDATA', '<![CDATA[&#xD83D;&#xDE00;]]>', '&#xD83D;&#xDE00;'],
		['a comment within', 'a<!-- no -->b', 'ab'],
		['an unknown entity', '&bogus;', '&bogus;'],
	])('A text with %s is read', (_, content, expected) => {
		expect(messageIn(content)).toEqual({ m: expected });
	});

	test('A text written with references is read as it was', () => {
		fc.assert(
			fc.property(xmlText, (text) => {
				expect(messageIn(escaped(text))).toEqual({ m: text });
			}),
		);
	});

	test('A text with markup, escaped or in CDATA, is read as it was', () => {
		fc.assert(
			fc.property(xmlText, (text) => {
				const markup = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
				const cdata = `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
				expect(messageIn(markup.replaceAll(']]>', ']]&gt;'))).toEqual({ m: text });
				expect(messageIn(cdata)).toEqual({ m: text });
			}),
		);
	});
});

describe('Elements in XML', () => {
	test.each([
		['a declaration', '<?xml version="1.0" encoding="UTF-8"?><a><b>1</b></a>', { a: { b: '1' } }],
		['repeated elements, as a list', '<a><b>1</b><b>2</b></a>', { a: { b: ['1', '2'] } }],
		['a single element, as itself', '<a><b>1</b></a>', { a: { b: '1' } }],
		['namespaces', '<n:a xmlns:n="urn:x"><n:b n:c="2">1</n:b></n:a>', { a: { b: '1' } }],
		['empty elements', '<a><b/><c></c></a>', { a: { b: '', c: '' } }],
	])('A document with %s is read', (_, xml, expected) => {
		expect(parseXml(xml)).toMatchObject(expected);
	});

	test.each([
		['an unclosed element', '<a><b>'],
		['an element closed by another name', '<a>1</b>'],
		['a bare ampersand', '<a>fish & chips</a>'],
		['a cut end', '<a><b>1</b'],
		['a cut CDATA section', '<a><![CDATA[b</a>'],
		['no element', 'hello'],
	])('A document with %s is an error', (_, xml) => {
		expect(() => parseXml(xml)).toThrow();
	});
});

test('The error says where a document isn’t well-formed, and shows nothing of what stands there', () => {
	const secrets = ['+12065550100', 'Hello', 'message'];
	const whole = '<list><message>Hello</message><to>+12065550100</to></list>';
	for (let length = 1; length < whole.length; length++) {
		let reason = '';
		try {
			parseXml(whole.slice(0, length));
		} catch (error) {
			reason = String(error);
		}
		expect(reason).not.toBe('');
		for (const secret of secrets) expect(reason).not.toContain(secret);
	}
});

describe('Hostile documents', () => {
	const lol = Array.from(
		{ length: 9 },
		(_, i) => `<!ENTITY lol${i + 1} "${`&lol${i || ''};`.repeat(10)}">`,
	);

	test.each([
		['an entity bomb', `<!DOCTYPE a [<!ENTITY lol "lol">${lol.join('')}]><a>&lol9;</a>`],
		['a file as an entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
		['a document type from elsewhere', '<!DOCTYPE a SYSTEM "http://localhost/a.dtd"><a/>'],
		['a document type in small letters', '<!doctype a [<!ENTITY x "y">]><a>&x;</a>'],
		['a document type after the root', '<a/><!DOCTYPE a [<!ENTITY x "y">]>'],
		[
			'a document type after a comment that pretends CDATA',
			'<!-- <![CDATA[ --><!DOCTYPE a [<!ENTITY x "y">]><!-- ]]> --><a>&x;</a>',
		],
	])('No entity is read from %s', (_, xml) => {
		let read: unknown;
		try {
			read = parseXml(xml);
		} catch (error) {
			read = String(error);
		}
		expect(JSON.stringify(read)).not.toMatch(/lollol|root:|"y"/);
	});

	test('A document type is an error', () => {
		expect(() => parseXml('<!DOCTYPE a><a/>')).toThrow('it declares a document type');
	});

	test.each(['__proto__', 'constructor', 'prototype'])(
		'An element named %s is an error',
		(name) => {
			const xml = `<a><${name}><polluted>yes</polluted></${name}></a>`;
			expect(() => parseXml(xml)).toThrow(name);
			expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		},
	);

	test.each(['toString', 'hasOwnProperty', 'valueOf'])(
		'An element named %s is read like any other',
		(name) => {
			const read = parseXml(`<a><${name}>x</${name}></a>`) as Record<string, object>;
			expect(`${String(read)}${Object.keys(read).join()}`).toBe('[object Object]a');
			expect(String(read.a)).toBe('[object Object]');
		},
	);

	test.each([40, 5000])('A document of %d levels is an error', (depth) => {
		expect(() => parseXml('<a>'.repeat(depth) + '</a>'.repeat(depth))).toThrow();
	});

	test('A document of the levels that AT&T uses is read', () => {
		expect(() => parseXml('<a>'.repeat(10) + '</a>'.repeat(10))).not.toThrow();
	});
});
