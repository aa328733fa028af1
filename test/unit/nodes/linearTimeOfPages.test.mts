/** What the gateway answers to a read may be hostile, too: the time to read it is linear in its size. */
import { readDeliveryInfoList } from '../../../nodes/shared/protocol/deliveryInfo.ts';
import { readInboxList } from '../../../nodes/shared/protocol/inboundMessage.ts';
import { parsePayload } from '../../../nodes/shared/protocol/payload.ts';
import { fasterThanLinear, hostileTexts, mixedText } from '../../support/growth.mts';

const shortCode = '22627012';
const readInbox = (text: string) => readInboxList(parsePayload(text), shortCode);
const readDeliveries = (text: string) => readDeliveryInfoList(parsePayload(text));

/** A message, and a delivery, whose every field is that text. */
const readMessageOf = (text: string) =>
	readInboxList(
		{
			InboundSmsMessageList: {
				InboundSmsMessage: [
					{
						MessageId: text,
						Message: text,
						SenderAddress: text,
						DestinationAddress: text,
						DateTime: text,
						resourceURL: text,
					},
				],
				TotalNumberOfPendingMessages: text,
			},
		},
		shortCode,
	);
const readDeliveryOf = (text: string) =>
	readDeliveryInfoList({
		DeliveryInfoList: { DeliveryInfo: [{ Id: text, Address: text, DeliveryStatus: text }] },
	});

const json = {
	inbox: '{"InboundSmsMessageList":{"InboundSmsMessage":[',
	message: '{"MessageId":"msg0","Message":"Hello","SenderAddress":"tel:+12065550100"},',
	deliveries: '{"DeliveryInfoList":{"DeliveryInfo":[',
	delivery: '{"Id":"msg0","Address":"tel:+12065550100","DeliveryStatus":"DeliveredToTerminal"},',
	end: '{}]}}',
};
const xml = {
	inbox: '<InboundSmsMessageList>',
	message:
		'<InboundSmsMessage><Message>Hello</Message><SenderAddress>tel:1</SenderAddress></InboundSmsMessage>',
	inboxEnd: '</InboundSmsMessageList>',
	deliveries: '<DeliveryInfoList>',
	delivery:
		'<DeliveryInfo><Address>tel:1</Address><DeliveryStatus>DeliveredToNetwork</DeliveryStatus></DeliveryInfo>',
	deliveriesEnd: '</DeliveryInfoList>',
};

type Case = [
	name: string,
	read: (text: string) => unknown,
	words: NonNullable<Parameters<typeof hostileTexts>[0]>,
];

// On a busy machine; on an idle one, seconds.
jest.setTimeout(180_000);

describe('Readers of what the gateway answers to a read', () => {
	test.each<Case>([
		[
			'an inbox page in JSON',
			readInbox,
			{
				starts: [json.inbox, `${json.inbox}{"Message":"`],
				repeated: [json.message, '{"Message":', '"MessageId":"', '{"Message":"a "b" c"},'],
				ends: [json.end, `"}]}}`],
			},
		],
		[
			'an inbox page in XML',
			readInbox,
			{
				starts: [xml.inbox, `${xml.inbox}<InboundSmsMessage><Message>`],
				repeated: [
					xml.message,
					'<InboundSmsMessage>',
					'<Message>',
					'<InboundSmsMessage><Message>a & b</Message>',
				],
				ends: [xml.inboxEnd, `</Message></InboundSmsMessage>${xml.inboxEnd}`],
			},
		],
		['the fields of a message', readMessageOf, { starts: ['tel:', '/inbox/'] }],
		[
			'delivery statuses in JSON',
			readDeliveries,
			{
				starts: [json.deliveries, `${json.deliveries}{"Address":"`],
				repeated: [json.delivery, '{"Address":', '"DeliveryStatus":"'],
				ends: [json.end, `"}]}}`],
			},
		],
		[
			'delivery statuses in XML',
			readDeliveries,
			{
				starts: [xml.deliveries, `${xml.deliveries}<DeliveryInfo><Address>`],
				repeated: [xml.delivery, '<DeliveryInfo>', '<Address>'],
				ends: [xml.deliveriesEnd, `</Address></DeliveryInfo>${xml.deliveriesEnd}`],
			},
		],
		['the fields of a delivery status', readDeliveryOf, { starts: ['tel:'] }],
	])('The time to read %s is linear in its size', (_, read, words) => {
		expect(fasterThanLinear(read, hostileTexts(words))).toEqual([]);
	});
});

const jsonField = (index: number) => `"k${index}":1,`;
const xmlField = (index: number) => `<k${index}>1</k${index}>`;
const quoted = '{"Message":"He said "yes" to me","SenderAddress":"tel:1"},';
const likeJson = '{"Message":"{"a":["b","c"],"d":{","SenderAddress":"tel:1"},';
const twoTexts = '{"Message":"a", "Message":"b","SenderAddress":"tel:1"},';
const unescaped =
	'<InboundSmsMessage><Message>a < b & c</Message><SenderAddress>tel:1</SenderAddress></InboundSmsMessage>';

/** Pages with many of two things: a reader may go through all of the one for each of the other. */
const inboxPages = [
	mixedText('messages and fields in JSON', [
		json.inbox,
		() => json.message,
		'{}],',
		jsonField,
		'"a":1}}',
	]),
	mixedText('messages and fields of one in JSON', [
		json.inbox,
		() => json.message,
		'{',
		jsonField,
		'"a":1}]}}',
	]),
	mixedText('messages with quotes, and others, in JSON', [
		json.inbox,
		() => quoted,
		() => json.message,
		json.end,
	]),
	mixedText('messages with quotes, then brackets', [json.inbox, () => quoted, () => '}', json.end]),
	mixedText('messages whose text looks like JSON, and others, in JSON', [
		json.inbox,
		() => likeJson,
		() => json.message,
		json.end,
	]),
	mixedText('messages with two texts, and fields of one, in JSON', [
		json.inbox,
		() => twoTexts,
		'{"Message":"a","Message":"b"',
		() => ',"SenderAddress":"tel:1"',
		'}]}}',
	]),
	mixedText('messages and fields in XML', [xml.inbox, () => xml.message, xmlField, xml.inboxEnd]),
	mixedText('unescaped messages and fields in XML', [
		xml.inbox,
		() => unescaped,
		xmlField,
		xml.inboxEnd,
	]),
	mixedText('unescaped messages, then others, in XML', [
		xml.inbox,
		() => unescaped,
		() => xml.message,
		xml.inboxEnd,
	]),
];

const deliveryPages = [
	mixedText('deliveries and fields in JSON', [
		json.deliveries,
		() => json.delivery,
		'{}],',
		jsonField,
		'"a":1}}',
	]),
	mixedText('deliveries and fields of one in JSON', [
		json.deliveries,
		() => json.delivery,
		'{',
		jsonField,
		'"a":1}]}}',
	]),
	mixedText('deliveries and fields in XML', [
		xml.deliveries,
		() => xml.delivery,
		xmlField,
		xml.deliveriesEnd,
	]),
];

describe('Readers of a page with many of two things', () => {
	test('The time to read an inbox page is linear in its size, though it has many of two things', () => {
		expect(fasterThanLinear(readInbox, inboxPages)).toEqual([]);
	});

	test('The time to read delivery statuses is linear in its size, though there are many of two things', () => {
		expect(fasterThanLinear(readDeliveries, deliveryPages)).toEqual([]);
	});
});
