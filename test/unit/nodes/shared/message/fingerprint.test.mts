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

describe('a repeat has the same fingerprint', () => {
	test.each([
		['as it was', first],
		['tel: and 11 digits', { ...first, SenderAddress: 'tel:12065550100' }],
		['tel: and 10 digits', { ...first, SenderAddress: 'tel:2065550100' }],
		['10 digits', { ...first, SenderAddress: '2065550100' }],
		['11 digits', { ...first, SenderAddress: '12065550100' }],
		['E.164', { ...first, SenderAddress: '+12065550100' }],
		['URL-encoded', { ...first, SenderAddress: 'tel%3A%2B12065550100' }],
		['URL-encoded twice', { ...first, SenderAddress: 'tel%253A%252B12065550100' }],
		['in capitals', { ...first, SenderAddress: 'TEL:+12065550100' }],
		['with blanks around it', { ...first, SenderAddress: ' tel:+12065550100 ' }],
		['a short code with its scheme', { ...first, DestinationAddress: 'short:22627012' }],
		['a short code with tel:', { ...first, DestinationAddress: 'tel:22627012' }],
		['a short code as a number', { ...first, DestinationAddress: 22627012 }],
		['fields in another order', Object.fromEntries(Object.entries(first).reverse())],
		['a field more', { ...first, Carrier: 'AT&T' }],
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
	])('%s', (_, repeat) => {
		expect(printOf(repeat)).toBe(expected);
	});

	test('in XML', () => {
		const fields = Object.entries(first).map(([name, value]) => `<${name}>${value}</${name}>`);
		const xml = `<InboundSmsMessage>${fields.join('')}</InboundSmsMessage>`;
		expect(fingerprint(read(xml))).toBe(expected);
	});
});

describe('another message has another fingerprint', () => {
	test.each([
		['another sender', { ...first, SenderAddress: 'tel:+12065550101' }],
		['another short code', { ...first, DestinationAddress: '22627000' }],
		['a second later', { ...first, DateTime: '08-03-2014T10:11:13' }],
		['another text', { ...first, Message: 'Hello!' }],
		['another letter case', { ...first, Message: 'hello' }],
		['a blank more', { ...first, Message: 'Hello ' }],
		['an id of its own', { ...first, MessageId: 'msg1' }],
	])('%s', (_, other) => {
		expect(printOf(other)).not.toBe(expected);
	});

	test('wherever the border between two fields is', () => {
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

test('it is a SHA-256 digest, in which neither text nor number can be read', () => {
	expect(expected).toMatch(/^[0-9a-f]{64}$/);
});

test('alike messages are told apart by their occurrence', () => {
	const message = read(JSON.stringify(first));
	expect(fingerprint(message, '1#0')).not.toBe(fingerprint(message, '1#1'));
	expect(fingerprint(message, '1#0')).not.toBe(fingerprint(message));
});

describe('a message that could not be told from its repeat', () => {
	const alike = read(JSON.stringify({ ...first, DateTime: '', MessageId: '' }));

	test('has neither a time nor an id', () => {
		expect(isDistinguishable(alike)).toBe(false);
		expect(isDistinguishable({ ...alike, dateTime: '08-03-2014T10:11:12' })).toBe(true);
		expect(isDistinguishable({ ...alike, messageId: 'msg0' })).toBe(true);
	});

	test.each(['08-03-2014', '2014-08-03T', 'undefined', 'null', '20140803'])(
		'has a time without a time of day: %s',
		(dateTime) => {
			expect(isDistinguishable({ ...alike, dateTime })).toBe(false);
		},
	);

	test.each(['26/Jul/2012:21:55:01:462 +0000', '1407060672', '20140803T101112', '3 Aug 9:07'])(
		'has no time such as %s',
		(dateTime) => {
			expect(isDistinguishable({ ...alike, dateTime })).toBe(true);
		},
	);

	test.each(['0', 'null', 'NULL', 'undefined', 'none'])('has a word for an id: %s', (messageId) => {
		expect(isDistinguishable({ ...alike, messageId })).toBe(false);
	});

	test('has an id that is counted within its list', () => {
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

	test('has a fingerprint that no other message has', () => {
		expect(fingerprint(alike)).not.toBe(fingerprint(alike));
	});
});
