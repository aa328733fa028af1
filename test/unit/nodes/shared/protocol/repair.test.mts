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

/** Texts with quotes that look like the structure of JSON, as a careless gateway writes them. */
const likeJson = [
	'{"a":"b"}',
	'she said "ok"]',
	'say "hi"}',
	'"}',
	'"]',
	'["a","b"]',
	'[["a"]',
	'"}]}}',
	'"},{"',
	'{"a": {"b": "c"',
	'{"message":"a"}',
	'hi {{name}}, "bye"}}',
	'{"name":"Bob","tags":["a","b"],"x":1}',
	'{"name":"Bob","tags":["a","b"],"x":{',
	'he said "no", "SenderAddress": "tel:+12065550199',
	'no", "SenderAddress": "tel:+12065550199',
	'no", "senderAddress": "tel:+12065550199',
	'no", "Message": "yes',
	'no", "message": "yes',
];

/** The fields of a message in the orders of AT&T and OneAPI, and with the text at the end. */
const writers: Array<[name: string, write: (text: string, n: number) => string]> = [
	['AT&T’s inbox', (text, n) => object(`"${text}"`, n)],
	[
		'AT&T’s callback',
		(text, n) =>
			`{\n"DateTime" : "07-26-2012T21:55:01",\n"DestinationAddress" : "tel:22627000",\n"Message" : "${text}",\n` +
			`"MessageId" : "",\n"SenderAddress" : "tel:206555010${n}"\n}`,
	],
	[
		'OneAPI',
		(text, n) =>
			`{"dateTime":"2012-07-26T21:55:01","destinationAddress":"22627000","messageId":"m${n}",` +
			`"message":"${text}","resourceURL":null,"senderAddress":"tel:+1206555010${n}"}`,
	],
	[
		'a gateway that puts the text last',
		(text, n) =>
			`{"senderAddress":"tel:206555010${n}","destinationAddress":"22627000","message":"${text}"}`,
	],
];

const fromPage = (body: string) => read(body).messages;
const fromCallback = (body: string): Inbound[] => {
	const callback = readCallback(parsePayload(body));
	return callback?.event === 'message' ? callback.messages : [];
};
const notification = (entry: string) =>
	`{"inboundSMSMessageNotification":{"inboundSMSMessage":${entry}}}`;

type WayIn = [
	name: string,
	wrap: (...entries: string[]) => string,
	messagesIn: (body: string) => Inbound[],
];

const waysIn: WayIn[] = [
	['a page', jsonPage, fromPage],
	[
		'a page that begins with its counts',
		(...entries) =>
			`{"inboundSMSMessageList":{"totalNumberOfPendingMessages":"0","inboundSMSMessage":[${entries.join(',')}]}}`,
		fromPage,
	],
	['a pushed list', jsonPage, fromCallback],
	['a notification', (...entries) => notification(`[${entries.join(',')}]`), fromCallback],
	['a list of callbacks', (...entries) => `[${entries.join(', ')}]`, fromCallback],
	[
		'a list of notifications',
		(...entries) => `[${entries.map(notification).join(',')}]`,
		fromCallback,
	],
];

const lone: WayIn[] = [
	['a callback', (entry = '') => entry, fromCallback],
	['a notification', (entry = '') => notification(entry), fromCallback],
	[
		'a page with an object in place of its list',
		(entry = '') =>
			`{"InboundSmsMessageList": {"InboundSmsMessage": ${entry}, "TotalNumberOfPendingMessages": "0"}}`,
		fromPage,
	],
];

/** What is looked at: the text and who sent it. */
const sent = (messages: Inbound[]) =>
	messages.map(({ message, senderAddress }) => [message, senderAddress]);

describe.each(writers)('Messages as %s writes them in JSON', (_, write) => {
	const others = ['one {{name}} x', 'two }} y', 'hi {{name}}, bye'];

	test.each(waysIn)(
		'In %s, a text that looks like JSON comes with its sender, and the other messages are unharmed',
		(__, wrap, messagesIn) => {
			for (const text of likeJson) {
				for (const position of [0, 1, 3]) {
					const all = others.toSpliced(position, 0, text);
					const messages = messagesIn(wrap(...all.map(write)));
					expect(sent(messages)).toEqual(all.map((each, n) => [each, `+1206555010${n}`]));
					const damaged = messages.filter((message) => message.damaged !== undefined);
					expect(damaged.every(({ message }) => message === text)).toBe(true);
				}
			}
		},
	);

	test.each(lone)(
		'In %s, a text that looks like JSON comes with its sender',
		(__, wrap, messagesIn) => {
			for (const text of likeJson) {
				expect(sent(messagesIn(wrap(write(text, 1))))).toEqual([[text, '+12065550101']]);
			}
		},
	);
});

test('A message recovered from JSON that its text broke is damaged, and has what the gateway wrote', () => {
	const written = object('"no", "SenderAddress": "tel:+12065550199"', 1);
	const [message] = fromPage(jsonPage(written));
	expect(message).toMatchObject({
		damaged: 'its text has quotes that the gateway did not escape',
		raw: { asWritten: written },
	});
});

test('A message after one that comes raw is read to its end', () => {
	const page = read(
		jsonPage(object('"one"', 0), object('two', 1), object('"hi {{name}}, bye"', 2)),
	);
	expect(textsOf(page.messages)).toEqual([
		'one',
		expect.stringContaining('two'),
		'hi {{name}}, bye',
	]);
	expect(page.messages[1]).toMatchObject({ damaged: expect.any(String), senderAddress: '' });
	expect(page.messages[2]).not.toHaveProperty('damaged');
	expect(page.pending).toBe(3);
});

test('A page keeps the fields that it alone has, in messages next to one with quotes', () => {
	const withMore =
		'{"MessageId": "msg0", "Message": "one", "Extra": "x", "SenderAddress": "tel:2065550100"}';
	const page = read(jsonPage(withMore, object('"{"a":"b"}"', 1)));
	expect(textsOf(page.messages)).toEqual(['one', '{"a":"b"}']);
	expect(page.messages[0]).toMatchObject({ raw: { Extra: 'x' } });
});

test.each([
	[
		'another object of a message has two texts',
		'{"SenderAddress":"tel:2065550100","Message":"Hello","Extra":{"Message":{},"message":[]}}',
	],
	[
		'its list has another name',
		'{"inboundSMSMessageList":{"inboundSMS":[{"senderAddress":"1","message":"a","message":"b"},{"senderAddress":"1","message":"c"}]}}',
	],
])('Well-formed JSON is read as it is if %s', (_, body) => {
	expect(parsePayload(body)).toEqual(JSON.parse(body));
});

test('A callback too long for a message is not recovered from broken JSON', () => {
	const extra = `"Extra": ${'['.repeat(40_000)}"x"}`;
	const body = object('"Hello"', 1).replace(/\}$/, `, ${extra}`);
	expect(fromCallback(body)).toEqual([]);
});

test('An error that has a message twice, or quotes in it, isn’t a list of messages', () => {
	expect(parsePayload('{"message": "a", "message": "b"}')).toEqual({ message: 'b' });
	expect(() => parsePayload('{"message": "a "{" b"')).toThrow(InvalidResponseError);
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
		[
			'JSON, with a text that looks like it,',
			jsonPage(object('"{"name":"Bob","tags":["a"],"x":{"', 0), object('"say "hi""', 1)),
		],
	])('A page in %s that was cut is never repaired, as messages are missing', (_, body) => {
		for (let length = 1; length < body.length - 1; length++) {
			expect(() => parsePayload(body.slice(0, length))).toThrow(InvalidResponseError);
		}
	});
});
