/**
 * What comes from outside may be hostile: everything that reads it takes time that is linear in its
 * size. Each reader gets generated texts, in which its own words are repeated too.
 */
import { readRanges } from '../../../nodes/AttSmsTrigger/webhook/ipAllowlist.ts';
import { createSeenMessages } from '../../../nodes/AttSmsTrigger/webhook/seenMessages.ts';
import { createSenders } from '../../../nodes/AttSmsTrigger/senders.ts';
import {
	readDecision,
	readWords,
} from '../../../nodes/AttSms/operations/sendAndWait/replyWords.ts';
import { checkedBaseUrl } from '../../../nodes/shared/client/baseUrl.ts';
import { retryAfterMs } from '../../../nodes/shared/client/httpResponse.ts';
import { readKeywordOption } from '../../../nodes/shared/fields/keywordOption.ts';
import { readRecipients, readPhoneNumber } from '../../../nodes/shared/fields/phoneNumbers.ts';
import { readQuietHours } from '../../../nodes/shared/fields/quietHoursOption.ts';
import { readShortCode } from '../../../nodes/shared/fields/shortCode.ts';
import { readText } from '../../../nodes/shared/fields/text.ts';
import { checkedMessage } from '../../../nodes/shared/message/checkMessage.ts';
import { createMask } from '../../../nodes/shared/message/createMask.ts';
import { fingerprint } from '../../../nodes/shared/message/fingerprint.ts';
import { keywordOf } from '../../../nodes/shared/message/keyword.ts';
import { maskMiddle, maskNumbers, maskSecrets } from '../../../nodes/shared/message/mask.ts';
import { messageJson } from '../../../nodes/shared/message/received.ts';
import { plainIfTypographic } from '../../../nodes/shared/message/smartEncoding.ts';
import { readAddress, readShortCodeAddress } from '../../../nodes/shared/protocol/address.ts';
import { readDateTime } from '../../../nodes/shared/protocol/dateTime.ts';
import { readCallback } from '../../../nodes/shared/protocol/callback.ts';
import { dialects } from '../../../nodes/shared/protocol/dialects.ts';
import {
	parseMultipart,
	parseUrlEncoded,
	readFormCallback,
} from '../../../nodes/shared/protocol/form.ts';
import { parseJson, repairJson } from '../../../nodes/shared/protocol/json.ts';
import { jsonMessages, readJsonMessage } from '../../../nodes/shared/protocol/jsonMessages.ts';
import { decodeBody, parsePayload } from '../../../nodes/shared/protocol/payload.ts';
import { cutText } from '../../../nodes/shared/protocol/plainText.ts';
import { readApiError, readPayloadError } from '../../../nodes/shared/protocol/requestError.ts';
import {
	inboundIdIn,
	messageIdIn,
	sentIdIn,
	statusPathIn,
} from '../../../nodes/shared/protocol/resourceUrl.ts';
import { salvageMessages } from '../../../nodes/shared/protocol/salvage.ts';
import { readSent } from '../../../nodes/shared/protocol/sent.ts';
import { parseXml, withoutCdata } from '../../../nodes/shared/protocol/xml.ts';
import { xmlMessages } from '../../../nodes/shared/protocol/xmlMessages.ts';
import { repairXml } from '../../../nodes/shared/protocol/xmlRepair.ts';
import { fasterThanLinear, hostileTexts, mixedText } from '../../support/growth.mts';

type Words = NonNullable<Parameters<typeof hostileTexts>[0]>;
type Reader = [name: string, read: (text: string) => unknown];

const baseUrl = 'https://api.att.com';
const inbound = {
	messageId: '',
	message: '',
	senderAddress: '+12065550100',
	destinationAddress: '22627012',
	dateTime: '',
	raw: {},
};
const responseWith = (headers: Record<string, unknown>) => ({
	httpStatus: 503,
	headers,
	body: Buffer.from(''),
});

/** Readers by what they read, with the words that lead them on. */
const groups: Array<[subject: string, words: Words, readers: Reader[]]> = [
	[
		'an address',
		{
			starts: ['tel:', '[', 'sip:'],
			repeated: [';phone-context=', '206-555-0100,', '"206-555-0100",'],
		},
		[
			['readAddress', readAddress],
			['readShortCodeAddress', readShortCodeAddress],
			['readRecipients', readRecipients],
			['readPhoneNumber', (text) => readPhoneNumber(text)],
			['readShortCode', (text) => readShortCode(text, 'Short Code')],
			['readRanges', readRanges],
		],
	],
	[
		'a date',
		{ starts: ['04-15-2011T12:00:00', '26/Jul/2012:21:55:01', '2012-07-26T21:55:01.'] },
		[
			['readDateTime', readDateTime],
			['messageJson', (text) => messageJson({ ...inbound, dateTime: text }, true)],
			['retryAfterMs', (text) => retryAfterMs(responseWith({ 'retry-after': text }))],
			['readQuietHours', (text) => readQuietHours({ quietHours: { hours: { start: text } } })],
			[
				'readQuietHours with a zone',
				(text) => readQuietHours({ quietHours: { hours: { timeZone: text } } }),
			],
		],
	],
	[
		'an id or a URL',
		{
			starts: [`${baseUrl}/2/smsmessaging/outbound/1/requests/`, 'https://', '/'],
			repeated: ['/deliveryInfos', '/outbound', '//', '/./', '%2F'],
		},
		[
			['messageIdIn', messageIdIn],
			['statusPathIn', (text) => statusPathIn(text, baseUrl)],
			['sentIdIn', (text) => sentIdIn({ link: { href: text } })],
			['inboundIdIn', (text) => inboundIdIn({ resourceURL: text })],
			['readSent', (text) => readSent({ resourceReference: { resourceURL: text } })],
			['checkedBaseUrl', checkedBaseUrl],
			[
				'statusRequests',
				(text) =>
					dialects.map((dialect) =>
						dialect.statusRequests(
							{ messageId: text, senderAddress: text, resourceUrl: text },
							baseUrl,
						),
					),
			],
		],
	],
	[
		'a text to mask',
		{
			starts: ['Bearer ', 'access_token='],
			repeated: ['%252525', '1%20', 'access_token', '206 ', 'se+cret&', '%2B1206'],
		},
		[
			[
				'createMask',
				createMask({
					secrets: ['se+cret&token', 'a-very-secret-token-0123456789'],
					phoneNumbers: ['+12065550100', '+12065550101'],
				}),
			],
			['maskNumbers', maskNumbers],
			['maskSecrets', maskSecrets],
			['maskMiddle', maskMiddle],
		],
	],
	[
		'a text message',
		{
			starts: ['stop ', '“'],
			repeated: ['s t o p ', 'please', '\u201c', '\u2013', 'Yes,', '[object Object]'],
		},
		[
			['keywordOf', (text) => keywordOf(text)],
			[
				'readKeywordOption',
				(text) => readKeywordOption({ keywords: { words: { optOut: text, help: text } } }),
			],
			[
				'readDecision',
				(text) => readDecision(text, { approve: ['yes', 'ok'], disapprove: ['no'] }),
			],
			['readWords', (text) => readWords(text, 'Approve Words')],
			['fingerprint', (text) => fingerprint({ ...inbound, message: text })],
			['messageJson', (text) => messageJson({ ...inbound, message: text }, true)],
			['readText', (text) => readText(text, 'Message')],
			['checkedMessage', (text) => checkedMessage(text)],
			['plainIfTypographic', plainIfTypographic],
		],
	],
	[
		'JSON',
		{
			starts: [
				'{"Message":"',
				'{"inboundSMSMessageList":{"inboundSMSMessage":[',
				'[{"senderAddress":"1","message":"',
				'["',
			],
			repeated: [
				'{"message":"a"},',
				'{"senderAddress":',
				'"message":',
				'"a":"b",',
				'{"message":""{","senderAddress":"1"},',
				'","message":"',
				'\\u',
				'"" ',
				'{"__proto__":',
			],
			ends: ['"}', '"}]}}'],
		},
		[
			['parsePayload', parsePayload],
			['parseJson', parseJson],
			['repairJson', repairJson],
			['salvageMessages', (text) => salvageMessages(text, jsonMessages, readJsonMessage)],
		],
	],
	[
		'XML',
		{
			starts: [
				'<InboundSmsMessageList>',
				'<InboundSmsMessage><Message>',
				'<?xml version="1.0"?><a',
			],
			repeated: [
				'<InboundSmsMessage>',
				'</InboundSmsMessage>',
				'<Message>',
				'</Message>',
				'<InboundSmsMessage',
				'&#55357;',
				'<a:',
				'<!-',
				'<b/>',
			],
			ends: ['</InboundSmsMessageList>', '</Message></InboundSmsMessage>'],
		},
		[
			['parsePayload', parsePayload],
			['parseXml', parseXml],
			['repairXml', repairXml],
			['withoutCdata', withoutCdata],
			['salvageMessages', (text) => salvageMessages(text, xmlMessages, parseXml)],
		],
	],
	[
		'a form',
		{
			starts: ['SenderAddress=', 'a[', '--x\r\n'],
			repeated: ['[0]', 'a[b]=1&', '%41', '&', '[][]', 'a.', '--x\r\n', '\r\n--x\r\n\r\n', '\n\n'],
			ends: ['=1', '\r\n--x--'],
		},
		[
			['parseUrlEncoded', (text) => readFormCallback(parseUrlEncoded(Buffer.from(text), ''))],
			[
				'parseUrlEncoded with a charset',
				(text) => parseUrlEncoded(Buffer.from(text), 'x; charset=latin1'),
			],
			['parseMultipart', (text) => readFormCallback(parseMultipart(Buffer.from(text), ''))],
			[
				'parseMultipart with a boundary',
				(text) => parseMultipart(Buffer.from(text), 'multipart/mixed; boundary=x'),
			],
			['parseMultipart by its type', (text) => parseMultipart(Buffer.from('--x'), text)],
		],
	],
	[
		'a charset',
		{
			starts: ['text/xml; charset', '<?xml encoding', '\ufeff'],
			repeated: ['charset=', 'encoding='],
		},
		[
			['decodeBody', (text) => decodeBody(Buffer.from(text), 'text/plain')],
			['decodeBody of bytes', (text) => decodeBody(Buffer.from(text, 'latin1'), 'text/plain')],
			['decodeBody by its type', (text) => decodeBody(Buffer.from('{}'), text)],
		],
	],
	[
		'the body of an error',
		{
			starts: ['<html>', '{"fault":{"faultstring":"', '<title>'],
			repeated: ['<script>', '%1', '<p>', '&#x41;', '{"code":"1","message":"2"},', 'too many'],
			ends: ['"}}', '</html>'],
		},
		[
			['readApiError', readApiError],
			['cutText', cutText],
		],
	],
	[
		'what was saved',
		{},
		[
			['seenMessages', (text) => createSeenMessages().load(text)],
			['senders', (text) => createSenders().load(text)],
		],
	],
];

// On a busy machine; on an idle one, seconds.
jest.setTimeout(180_000);

describe.each(groups)('Readers of %s', (_, words, readers) => {
	const texts = hostileTexts(words);

	test.each(readers)('The time of %s is linear in the size of its input', (__, read) => {
		expect(fasterThanLinear(read, texts)).toEqual([]);
	});
});

const many = {
	fields: (index: number) => `"k${index}":1,`,
	links: () => '{"href":"/a"},',
	entries: () => '{"a":1},',
	deliveries: () => '{"address":"tel:1","deliveryStatus":"a"},',
	messages: () => '{"senderAddress":"tel:1"},',
};
const lists: Array<[wrapper: string, list: string, entries: () => string]> = [
	['deliveryInfoNotification', 'deliveryInfo', many.entries],
	['deliveryInfoNotification', 'deliveryInfo', many.deliveries],
	['inboundSMSMessageNotification', 'inboundSMSMessage', many.entries],
	['inboundSMSMessageNotification', 'inboundSMSMessage', many.messages],
];

/** Callbacks with many fields, or links, that all of their many entries share. */
const sharingCallbacks = lists.flatMap(([wrapper, name, entry]) => [
	mixedText(`${wrapper} of ${entry()} with fields`, [
		`{"${wrapper}":{`,
		many.fields,
		`"${name}":[`,
		entry,
		'{}]}}',
	]),
	mixedText(`${wrapper} of ${entry()} with links`, [
		`{"${wrapper}":{"link":[`,
		many.links,
		`{}],"${name}":[`,
		entry,
		'{}]}}',
	]),
]);

describe('Readers of a callback whose entries share much', () => {
	test.each<Reader>([
		['JSON', (text) => readCallback(parsePayload(text))],
		['JSON in a form field', (text) => readFormCallback([['a', text]])],
	])(
		'The time to read a callback in %s is linear in its size, though its entries share much',
		(_, read) => {
			expect(fasterThanLinear(read, sharingCallbacks)).toEqual([]);
		},
	);
});

/** Errors with many of two things. */
const doubledErrors = [
	mixedText('marks and a long variable', [
		'{"RequestError":{"ServiceException":{"Text":"',
		() => '%1',
		'","Variables":"',
		() => 'a',
		'"}}}',
	]),
	mixedText('marks and many variables', [
		'{"RequestError":{"ServiceException":{"Text":"',
		() => '%1%2%3',
		'","Variables":[',
		() => '"abc",',
		'""]}}}',
	]),
	mixedText('objects and fields', [
		'{',
		many.fields,
		'"errors":[',
		many.entries,
		'{"b":"c"}],"code":"E1"}',
	]),
];

describe('Readers of an error with many of two things', () => {
	test.each<Reader>([
		['readApiError', readApiError],
		['readPayloadError', (text) => readPayloadError(parsePayload(text))],
	])('The time of %s is linear in the size of an error with many of two things', (_, read) => {
		expect(fasterThanLinear(read, doubledErrors)).toEqual([]);
	});
});
