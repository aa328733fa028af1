import fc from 'fast-check';
import { readCallback } from '../../../../../nodes/shared/protocol/callback.ts';
import { parsePayload } from '../../../../../nodes/shared/protocol/payload.ts';
import type { Inbound } from '../../../../../nodes/shared/protocol/types.ts';
import { fingerprint, isDistinguishable } from '../../../../../nodes/shared/message/fingerprint.ts';

const first = {
	SenderAddress: 'tel:+12065550100',
	DestinationAddress: '22627012',
	Message: 'Hello',
	DateTime: '08-03-2014T10:11:12',
	MessageId: '',
};

const read = (body: string): Inbound => {
	const callback = readCallback(parsePayload(body));
	if (callback?.event !== 'message') throw new Error(`No message: ${body}`);
	return callback.messages[0] as Inbound;
};
const printOf = (message: object) => fingerprint(read(JSON.stringify(message)));
const expected = printOf(first);

describe('A repeat', () => {
	test.each([
		['nothing changed', first],
		['its sender as tel: and 11 digits', { ...first, SenderAddress: 'tel:12065550100' }],
		['its sender as tel: and 10 digits', { ...first, SenderAddress: 'tel:2065550100' }],
		['its sender as 10 digits', { ...first, SenderAddress: '2065550100' }],
		['its sender as 11 digits', { ...first, SenderAddress: '12065550100' }],
		['its sender in E.164', { ...first, SenderAddress: '+12065550100' }],
		['its sender URL-encoded', { ...first, SenderAddress: 'tel%3A%2B12065550100' }],
		['its sender URL-encoded twice', { ...first, SenderAddress: 'tel%253A%252B12065550100' }],
		['its sender in capitals', { ...first, SenderAddress: 'TEL:+12065550100' }],
		['blanks around its sender', { ...first, SenderAddress: ' tel:+12065550100 ' }],
		['a short code with its scheme', { ...first, DestinationAddress: 'short:22627012' }],
		['a short code with tel:', { ...first, DestinationAddress: 'tel:22627012' }],
		['a short code as a number', { ...first, DestinationAddress: 22627012 }],
		['fields in another order', Object.fromEntries(Object.entries(first).reverse())],
		['one more field', { ...first, Carrier: 'AT&T' }],
		[
			'names in another case, in OneAPI’s wrapping',
			{
				inboundSMSMessageNotification: {
					inboundSMSMessage: {
						senderAddress: 'tel:+12065550100',
						destinationAddress: '22627012',
						message: 'Hello',
						dateTime: '08-03-2014T10:11:12',
						messageId: '',
					},
				},
			},
		],
	])('A repeat with %s has the same fingerprint', (_, repeat) => {
		expect(printOf(repeat)).toBe(expected);
	});

	test('A repeat in XML has the same fingerprint', () => {
		const fields = Object.entries(first).map(([name, value]) => `<${name}>${value}</${name}>`);
		const xml = `<InboundSmsMessage>${fields.join('')}</InboundSmsMessage>`;
		expect(fingerprint(read(xml))).toBe(expected);
	});
});

describe('Another message', () => {
	test.each([
		['another sender', { ...first, SenderAddress: 'tel:+12065550101' }],
		['another short code', { ...first, DestinationAddress: '22627000' }],
		['a time one second later', { ...first, DateTime: '08-03-2014T10:11:13' }],
		['another text', { ...first, Message: 'Hello!' }],
		['a text in another letter case', { ...first, Message: 'hello' }],
		['one more blank', { ...first, Message: 'Hello ' }],
		['an id of its own', { ...first, MessageId: 'msg1' }],
	])('A message with %s has another fingerprint', (_, other) => {
		expect(printOf(other)).not.toBe(expected);
	});

	test('A fingerprint depends on where the border between two fields is', () => {
		const parts = fc.tuple(fc.string(), fc.string(), fc.string());
		const of = ([dateTime, message, messageId]: string[]) =>
			fingerprint({ ...read(JSON.stringify(first)), dateTime, message, messageId } as Inbound, '');
		fc.assert(
			fc.property(parts, parts, (one, other) => {
				expect(of(one) === of(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
			}),
		);
		expect(of(['a', 'bc', ''])).not.toBe(of(['ab', 'c', '']));
	});
});

test('A fingerprint is a SHA-256 digest, which reveals neither text nor number', () => {
	expect(expected).toMatch(/^[0-9a-f]{64}$/);
});

test('Identical messages differ by their occurrence', () => {
	const message = read(JSON.stringify(first));
	expect(fingerprint(message, '1#0')).not.toBe(fingerprint(message, '1#1'));
	expect(fingerprint(message, '1#0')).not.toBe(fingerprint(message));
});

describe('A message that can’t be distinguished from its repeat', () => {
	const alike = read(JSON.stringify({ ...first, DateTime: '', MessageId: '' }));

	test('A message needs a time or an id to be distinguished from its repeat', () => {
		expect(isDistinguishable(alike)).toBe(false);
		expect(isDistinguishable({ ...alike, dateTime: '08-03-2014T10:11:12' })).toBe(true);
		expect(isDistinguishable({ ...alike, messageId: 'msg0' })).toBe(true);
	});

	test.each(['08-03-2014', '2014-08-03T', 'undefined', 'null', '20140803'])(
		'The time %s, without a time of day, doesn’t tell a message from its repeat',
		(dateTime) => {
			expect(isDistinguishable({ ...alike, dateTime })).toBe(false);
		},
	);

	test.each(['26/Jul/2012:21:55:01:462 +0000', '1407060672', '20140803T101112', '3 Aug 9:07'])(
		'The time %s tells a message from its repeat',
		(dateTime) => {
			expect(isDistinguishable({ ...alike, dateTime })).toBe(true);
		},
	);

	test.each(['0', 'null', 'NULL', 'undefined', 'none'])(
		'The id %s is a mere word, and doesn’t tell a message from its repeat',
		(messageId) => {
			expect(isDistinguishable({ ...alike, messageId })).toBe(false);
		},
	);

	test('An id counted within its list doesn’t tell a message from its repeat', () => {
		const inList = (messageId: string) =>
			read(
				JSON.stringify({
					inboundSMSMessageList: {
						inboundSMSMessage: [{ ...first, DateTime: '', MessageId: messageId }],
					},
				}),
			);
		expect(isDistinguishable(inList('msg0'))).toBe(false);
		expect(isDistinguishable(inList('1234567'))).toBe(true);
	});

	test('A message that can’t be distinguished from its repeat has a fingerprint of its own', () => {
		expect(fingerprint(alike)).not.toBe(fingerprint(alike));
	});
});
