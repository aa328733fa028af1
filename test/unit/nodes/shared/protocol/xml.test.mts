import fc from 'fast-check';

import { parseXml } from '../../../../../nodes/shared/protocol/xml.ts';

const messageIn = (content: string) => parseXml(`<m>${content}</m>`);

const escaped = (text: string) =>
	[...text].map((character) => `&#${character.codePointAt(0)};`).join('');

/** Text that XML 1.0 can carry (section 2.2), in which a bare carriage return can't be kept. */
const xmlText = fc
	.string({ unit: 'binary' })
	.map((text) => text.replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''));

describe('text', () => {
	test.each([
		['a number with zeros in front', '007', '007'],
		['a number with an exponent', '1e5', '1e5'],
		['a truth value', 'true', 'true'],
		['a hexadecimal number', '0x1F', '0x1F'],
		['blanks around', '  hello \t ', '  hello \t '],
		['nothing but blanks', '   ', '   '],
		['a line break', 'one\ntwo', 'one\ntwo'],
		['nothing', '', ''],
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
	])('keeps %s', (_, content, expected) => {
		expect(messageIn(content)).toEqual({ m: expected });
	});

	test('comes back as it was written, by references', () => {
		fc.assert(
			fc.property(xmlText, (text) => {
				expect(messageIn(escaped(text))).toEqual({ m: text });
			}),
		);
	});

	test('comes back as it was written, with markup escaped or in CDATA', () => {
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

describe('elements', () => {
	test.each([
		['a declaration', '<?xml version="1.0" encoding="UTF-8"?><a><b>1</b></a>', { a: { b: '1' } }],
		['repeated ones, as a list', '<a><b>1</b><b>2</b></a>', { a: { b: ['1', '2'] } }],
		['a single one, as itself', '<a><b>1</b></a>', { a: { b: '1' } }],
		['namespaces', '<n:a xmlns:n="urn:x"><n:b n:c="2">1</n:b></n:a>', { a: { b: '1' } }],
		['an empty one', '<a><b/><c></c></a>', { a: { b: '', c: '' } }],
	])('reads %s', (_, xml, expected) => {
		expect(parseXml(xml)).toMatchObject(expected);
	});

	test.each([
		['an unclosed one', '<a><b>'],
		['one closed by another name', '<a>1</b>'],
		['a bare ampersand', '<a>fish & chips</a>'],
		['a cut document', '<a><b>1</b'],
		['a cut CDATA section', '<a><![CDATA[b</a>'],
		['text alone', 'hello'],
	])('refuses %s', (_, xml) => {
		expect(() => parseXml(xml)).toThrow();
	});
});

test('says where a document is not well-formed, and nothing of what stands there', () => {
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

describe('hostile documents', () => {
	const lol = Array.from(
		{ length: 9 },
		(_, i) => `<!ENTITY lol${i + 1} "${`&lol${i || ''};`.repeat(10)}">`,
	);

	test.each([
		['an entity bomb', `<!DOCTYPE a [<!ENTITY lol "lol">${lol.join('')}]><a>&lol9;</a>`],
		['a file as an entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
		['a document type elsewhere', '<!DOCTYPE a SYSTEM "http://localhost/a.dtd"><a/>'],
		['one in small letters', '<!doctype a [<!ENTITY x "y">]><a>&x;</a>'],
		['one behind the root', '<a/><!DOCTYPE a [<!ENTITY x "y">]>'],
		[
			'one behind a comment that pretends CDATA',
			'<!-- <![CDATA[ --><!DOCTYPE a [<!ENTITY x "y">]><!-- ]]> --><a>&x;</a>',
		],
	])('%s: no entity is ever read', (_, xml) => {
		let read: unknown;
		try {
			read = parseXml(xml);
		} catch (error) {
			read = String(error);
		}
		expect(JSON.stringify(read)).not.toMatch(/lollol|root:|"y"/);
	});

	test('refuses a document type', () => {
		expect(() => parseXml('<!DOCTYPE a><a/>')).toThrow('it declares a document type');
	});

	test.each(['__proto__', 'constructor', 'prototype'])('refuses an element named %s', (name) => {
		const xml = `<a><${name}><polluted>yes</polluted></${name}></a>`;
		expect(() => parseXml(xml)).toThrow(name);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	test.each(['toString', 'hasOwnProperty', 'valueOf'])(
		'is not led astray by an element named %s',
		(name) => {
			const read = parseXml(`<a><${name}>x</${name}></a>`) as Record<string, object>;
			expect(`${String(read)}${Object.keys(read).join()}`).toBe('[object Object]a');
			expect(String(read.a)).toBe('[object Object]');
		},
	);

	test.each([40, 5000])('refuses %d levels', (depth) => {
		expect(() => parseXml('<a>'.repeat(depth) + '</a>'.repeat(depth))).toThrow();
	});

	test('takes the levels that AT&T uses', () => {
		expect(() => parseXml('<a>'.repeat(10) + '</a>'.repeat(10))).not.toThrow();
	});
});
