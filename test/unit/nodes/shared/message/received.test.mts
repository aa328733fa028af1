import { readCallback } from '../../../../../nodes/shared/protocol/callback.ts';
import { deliveryJson, messageJson } from '../../../../../nodes/shared/message/received.ts';
import type { Inbound } from '../../../../../nodes/shared/protocol/types.ts';
import { jsonFixture } from '../../fixtures.mts';

describe('A message received', () => {
	const raw = jsonFixture('att-page/receive-sms.callback.json');
	const callback = readCallback(raw);
	const [inbound] = callback?.event === 'message' ? callback.messages : [];
	if (!inbound) throw new Error('the example in the page is not a message');

	test('The output of a message has the node’s names, and its time as it came and as ISO local time', () => {
		expect(messageJson(inbound, true)).toMatchObject({
			event: 'message',
			message: 'Hello world',
			senderAddress: '+12071111111',
			destinationAddress: '52345678',
			dateTime: '04-15-2011T12:00:00',
			localDateTime: '2011-04-15T12:00:00',
			keyword: null,
		});
	});

	test('The output of a message is the gateway’s own object without Simplify', () => {
		expect(messageJson(inbound, false)).toEqual(raw);
	});
});

const readOne = (payload: unknown) => {
	const callback = readCallback(payload);
	if (callback?.event !== 'message') throw new Error('There is no message');
	return callback.messages[0] as Inbound;
};
const sent = { Message: 'Hello', SenderAddress: 'tel:+12065550100' };

describe('The time of a message', () => {
	test('The time is also in the output in UTC if the gateway names the zone', () => {
		const DateTime = '26/Jul/2012:21:55:01:462 +0000';
		expect(messageJson(readOne({ ...sent, DateTime }), true)).toMatchObject({
			dateTime: DateTime,
			localDateTime: '2012-07-26T21:55:01.462',
			dateTimeUtc: '2012-07-26T21:55:01.462Z',
		});
	});

	test('The time is in the output in local time alone if the gateway names no zone', () => {
		const json = messageJson(readOne({ ...sent, DateTime: '04-15-2011T12:00:00' }), true);
		expect(json).not.toHaveProperty('dateTimeUtc');
	});
});

test('An empty id and an empty time are left out of the output of a message', () => {
	const json = messageJson(readOne({ ...sent, MessageId: '', DateTime: '' }), true);
	expect(Object.keys(json)).toEqual([
		'event',
		'message',
		'senderAddress',
		'keyword',
		'destinationAddress',
		'receivedAt',
		'fingerprint',
	]);
});

test('A message received twice has the same fingerprint, though its receivedAt differs', () => {
	const inbound = readOne({ ...sent, DateTime: '04-15-2011T12:00:00' });
	jest.useFakeTimers({ now: 0 });
	const first = messageJson(inbound, true);
	jest.setSystemTime(1000);
	const second = messageJson(inbound, true);
	jest.useRealTimers();
	expect([first.receivedAt, second.receivedAt]).toEqual([
		'1970-01-01T00:00:00.000Z',
		'1970-01-01T00:00:01.000Z',
	]);
	expect(second.fingerprint).toBe(first.fingerprint);
});

describe('A damaged message', () => {
	const Message = { text: 'Hello' };

	test('A damaged message is in the output as far as it can be read, with the reason and its raw content', () => {
		expect(messageJson(readOne({ ...sent, Message }), true)).toMatchObject({
			message: '{"text":"Hello"}',
			senderAddress: '+12065550100',
			damaged: { reason: 'its text is not a string', raw: { ...sent, Message } },
		});
	});

	test('A damaged message that isn’t an object becomes one in the output', () => {
		const damaged = { ...readOne(sent), raw: '<Message>', damaged: 'it is cut' };
		expect(messageJson(damaged, false)).toEqual({ raw: '<Message>', damaged: 'it is cut' });
	});
});

describe('A delivery', () => {
	const callback = readCallback(jsonFixture('wire/delivery-info.oneapi.callback.json'));
	const notices = callback?.event === 'deliveryStatus' ? callback.notices : [];

	test('The output has an item for the delivery to each recipient', () => {
		const about = { event: 'deliveryStatus', messageId: 'SMSa9b1927803784049', final: true };
		expect(notices.map((notice) => deliveryJson(notice, true))).toEqual([
			{ ...about, to: '+12065550100', status: 'DeliveredToTerminal' },
			{ ...about, to: '+12065550101', status: 'DeliveryImpossible' },
		]);
	});

	test('The output of a delivery is the gateway’s own object without Simplify', () => {
		expect(notices.map((notice) => deliveryJson(notice, false))[1]).toEqual({
			callbackData: 'SMSa9b1927803784049',
			deliveryInfo: { address: 'tel:+12065550101', deliveryStatus: 'DeliveryImpossible' },
		});
	});
});
