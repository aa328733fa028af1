import fc from 'fast-check';

import { attV2 } from '../../../../../nodes/shared/protocol/codecs/attV2.ts';
import { readCallback } from '../../../../../nodes/shared/protocol/callback.ts';
import { InvalidResponseError } from '../../../../../nodes/shared/protocol/fields.ts';
import { parsePayload } from '../../../../../nodes/shared/protocol/payload.ts';
import type { Dialect, Inbound } from '../../../../../nodes/shared/protocol/types.ts';

const dialect: Dialect = attV2;

/** What people type, as a careless gateway writes it: without escaping anything. */
const texts = [
	'Tom & Jerry',
	'I <3 you',
	'a < b && c > d',
	'<b>bold</b>',
	'<b>open',
	'</b>',
	'<',
	'&',
	'&amp',
	'AT&T; hello',
	'<Message> and </Message>',
	'if a<b then',
	'<!-- no comment',
	'<?php',
	'<!-- a comment -->',
	'<?php echo 1 ?>',
	'<?xml version="1.0"?>',
	'<!DOCTYPE html>',
	'<!DOCTYPE html><p>Hello</p>',
	'<3 & <3',
	'x]]>y',
];

const element = (text: string, n: number) =>
	`<InboundSmsMessage><MessageId>msg${n}</MessageId><Message>${text}</Message>` +
	`<SenderAddress>tel:206555010${n % 10}</SenderAddress></InboundSmsMessage>`;
const xmlPage = (...entries: string[]) =>
	`<?xml version="1.0"?>\n<InboundSmsMessageList>${entries.join('\n')}` +
	'<TotalNumberOfPendingMessages>3</TotalNumberOfPendingMessages></InboundSmsMessageList>';

const object = (written: string, n: number) =>
	`{"MessageId": "msg${n}", "Message": ${written}, "SenderAddress": "tel:206555010${n % 10}"}`;
const jsonPage = (...entries: string[]) =>
	`{"InboundSmsMessageList": {"InboundSmsMessage": [${entries.join(',\n')}], ` +
	'"NumberOfMessagesInThisBatch": "3", "TotalNumberOfPendingMessages": "3"}}';

const read = (body: string) => dialect.readInbox(parsePayload(body), '22627000');
const textsOf = (messages: Inbound[]) => messages.map(({ message }) => message);

describe('An inbox page in XML', () => {
	test.each(texts)(
		'A page in XML keeps all messages, with the text %j unescaped in one',
		(text) => {
			const page = read(xmlPage(element('one', 0), element(text, 1), element('three', 2)));
			expect(textsOf(page.messages)).toEqual(['one', text, 'three']);
			expect(page.messages.map(({ damaged }) => damaged)).toEqual([
				undefined,
				undefined,
				undefined,
			]);
			expect(page.pending).toBe(3);
		},
	);

	test('A page in XML drops a comment within a text, as XML means it, if it is well-formed', () => {
		const page = read(xmlPage(element('Hel<!-- not this -->lo', 0)));
		expect(textsOf(page.messages)).toEqual(['Hello']);
	});

	test('A page in XML keeps all messages if every text is unescaped', () => {
		expect(textsOf(read(xmlPage(...texts.map(element))).messages)).toEqual(texts);
	});

	test('A page in XML keeps namespaces, attributes and references next to an unescaped text', () => {
		const xml = xmlPage(element('caf&#233; & bar &lt;3', 0), element('x', 1))
			.replaceAll('<Message>', '<s:Message lang="en">')
			.replaceAll('</Message>', '</s:Message>');
		expect(textsOf(read(xml).messages)).toEqual(['café & bar <3', 'x']);
	});

	test('A page in XML gives a message whose elements are broken raw, among the others', () => {
		const broken = '<InboundSmsMessage><Message>two<SenderAddress></InboundSmsMessage>';
		const page = read(xmlPage(element('one', 0), broken, element('three', 2)));
		expect(page.messages).toHaveLength(3);
		expect(page.messages[1]).toMatchObject({ damaged: expect.any(String), senderAddress: '' });
		expect(page.messages[1]?.message).toContain('two');
		expect(textsOf(page.messages)).toEqual(['one', expect.any(String), 'three']);
		expect(page.pending).toBe(3);
	});

	test('A page in XML gives back any text that has a tag of the message on neither side', () => {
		const word = fc.constantFrom(
			'a',
			' ',
			'&',
			'<',
			'>',
			'<b>',
			'</b>',
			'&amp',
			';',
			'"',
			'<3',
			'<!',
		);
		fc.assert(
			fc.property(fc.array(word, { minLength: 1 }), (words) => {
				// What is a reference was escaped: it can’t be distinguished from one.
				const text = words.join('');
				fc.pre(!text.includes('&amp;'));
				const page = read(xmlPage(element('one', 0), element(text, 1)));
				expect(textsOf(page.messages)).toEqual(['one', text]);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('An inbox page in JSON', () => {
	test.each([
		['a raw line break', '"one\ntwo"', 'one\ntwo'],
		['a raw carriage return and tab', '"a\r\n\tb"', 'a\r\n\tb'],
		['another control character', '"a\u0001b"', 'a\u0001b'],
		['a bad escape', '"a \\q b"', 'a \\q b'],
		['a lone backslash', '"C:\\dir"', 'C:\\dir'],
		['a backslash at its end', '"path\\"', 'path\\'],
		['half an escape', '"\\u12"', '\\u12'],
		['quotes', '"she said "hi" to me"', 'she said "hi" to me'],
		['quotes before a comma', '"say "hi", then go"', 'say "hi", then go'],
		['quotes at its end', '"say "hi""', 'say "hi"'],
		['quotes around all of it', '""hi""', '"hi"'],
		['good escapes next to a bad one', '"\\u00e9\\n\\"\\q"', 'é\n"\\q'],
	])('A page in JSON keeps all messages, with %s in one', (_, written, text) => {
		const page = read(jsonPage(object('"one"', 0), object(written, 1), object('"three"', 2)));
		expect(textsOf(page.messages)).toEqual(['one', text, 'three']);
		expect(page.pending).toBe(3);
	});

	test.each<[string, string]>([
		['no quotes', 'two'],
		['a value that JSON doesn’t have', 'undefined'],
	])('A page in JSON gives a message raw that has %s', (_, written) => {
		const page = read(jsonPage(object('"one"', 0), object(written, 1), object('"three"', 2)));
		expect(textsOf(page.messages)).toEqual(['one', expect.stringContaining(written), 'three']);
		expect(page.messages[1]).toMatchObject({ damaged: expect.any(String) });
		expect(page.pending).toBe(3);
	});

	test('A page in JSON keeps all of a text that looks like two, and marks its message as damaged', () => {
		const written = '"He said "hi", "Message": "no" bye"';
		const page = read(jsonPage(object('"one"', 0), object(written, 1), object('"three"', 2)));
		const text = 'He said "hi", "Message": "no" bye';
		expect(textsOf(page.messages)).toEqual(['one', text, 'three']);
		expect(page.messages[1]).toMatchObject({ damaged: expect.any(String) });
	});

	test.each([40, 5000, 50_000])(
		'A page in JSON keeps all messages, with one nested %d deep',
		(depth) => {
			const written = `${'['.repeat(depth)}"two"${']'.repeat(depth)}`;
			const page = read(jsonPage(object('"one"', 0), object(written, 1), object('"three"', 2)));
			expect(textsOf(page.messages)).toEqual(['one', expect.stringMatching(/./), 'three']);
			expect(page.messages[1]).toMatchObject({ damaged: expect.any(String) });
			expect(page.pending).toBe(3);
		},
	);

	test.each<[string, string, string]>([
		['an object', '{"text": "two"}', '{"text":"two"}'],
		['a list', '["two", "more"]', 'two\nmore'],
	])('A page in JSON marks a message as damaged whose text is %s', (_, written, text) => {
		const page = read(jsonPage(object('"one"', 0), object(written, 1), object('"three"', 2)));
		expect(textsOf(page.messages)).toEqual(['one', text, 'three']);
		expect(page.messages[1]).toMatchObject({ damaged: expect.any(String) });
	});
});

test('A document type before the root element is an error, and none of its entities are read', () => {
	const page = xmlPage(element('a & b', 0), element('&x;', 1));
	const declared = page.replace('?>', '?><!DOCTYPE a [<!ENTITY x "y">]>');
	expect(() => parsePayload(declared)).toThrow(InvalidResponseError);
});

describe('An empty inbox', () => {
	test.each([
		'{"InboundSmsMessageList": null}',
		'{"InboundSmsMessageList": {"InboundSmsMessage": null}}',
		'{"InboundSmsMessageList": {"InboundSmsMessage": [null], "TotalNumberOfPendingMessages": "0"}}',
		'{"inboundSMSMessageList": {}}',
	])('The inbox %s is empty', (body) => {
		expect(read(body)).toEqual({ messages: [], pending: 0 });
	});

	test('An inbox is empty if the response has no body', () => {
		expect(dialect.readInbox(undefined, '22627000')).toEqual({ messages: [], pending: 0 });
	});
});

describe('A callback', () => {
	test.each(texts)('A callback in XML with the text %j unescaped has that text', (text) => {
		const callback = readCallback(parsePayload(element(text, 1)));
		expect(callback).toMatchObject({ event: 'message', messages: [{ message: text }] });
	});

	test('A callback in JSON with quotes and a line break unescaped has that text', () => {
		const callback = readCallback(parsePayload(object('"say "hi"\n\\o/"', 1)));
		expect(callback).toMatchObject({ messages: [{ message: 'say "hi"\n\\o/' }] });
	});

	test.each([
		[
			'XML',
			`<inboundSMSMessageNotification>${element('a & b', 0)}${element('<i>', 1)}</inboundSMSMessageNotification>`,
		],
		[
			'JSON',
			`{"inboundSMSMessageNotification": {"inboundSMSMessage": [${object('"a & b"', 0)}, ${object('"<i>"', 1)}]}}`,
		],
	])('A callback of OneAPI in %s with two messages has both', (_, body) => {
		const callback = readCallback(parsePayload(body));
		expect(callback?.event === 'message' && textsOf(callback.messages)).toEqual(['a & b', '<i>']);
	});
});

test.each(['senderAddress', 'deliveryStatus'])(
	'A sender of elements is not repaired into an address, with a %s that has markup',
	(name) => {
		const body =
			`<InboundSmsMessage><SenderAddress>x<message>a<${name}><__proto__>b</__proto__></${name}>` +
			'</message></SenderAddress></InboundSmsMessage>';
		expect(readCallback(parsePayload(body))).toBeUndefined();
	},
);

describe('A page that was cut', () => {
	test.each([
		['XML', xmlPage(...texts.slice(0, 4).map(element))],
		['JSON', jsonPage(object('"a\nb"', 0), object('"say "hi""', 1))],
	])('A page in %s that was cut is never repaired, as messages are missing', (_, body) => {
		for (let length = 1; length < body.length - 1; length++) {
			expect(() => parsePayload(body.slice(0, length))).toThrow(InvalidResponseError);
		}
	});
});
