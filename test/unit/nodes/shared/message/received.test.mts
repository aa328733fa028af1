import { readCallback } from '../../../../../nodes/shared/protocol/callback.ts';
import { deliveryJson, messageJson } from '../../../../../nodes/shared/message/received.ts';
import { jsonFixture } from '../../fixtures.mts';

describe('a message received', () => {
	const raw = jsonFixture('att-page/receive-sms.callback.json');
	const callback = readCallback(raw);
	const [inbound] = callback?.event === 'message' ? callback.messages : [];
	if (!inbound) throw new Error('the example in the page is no message');

	test("is put out in the node's names, its time as it came and as ISO local time", () => {
		expect(messageJson(inbound, true)).toMatchObject({
			event: 'message',
			messageId: '',
			message: 'Hello world',
			senderAddress: '+12071111111',
			destinationAddress: '52345678',
			dateTime: '04-15-2011T12:00:00',
			localDateTime: '2011-04-15T12:00:00',
			keyword: null,
		});
	});

	test("is put out as the gateway's own object where that is asked for", () => {
		expect(messageJson(inbound, false)).toEqual(raw);
	});
});

describe('a delivery', () => {
	const callback = readCallback(jsonFixture('wire/delivery-info.oneapi.callback.json'));
	const notices = callback?.event === 'deliveryStatus' ? callback.notices : [];

	test('is put out for each recipient', () => {
		const about = { event: 'deliveryStatus', messageId: 'SMSa9b1927803784049', final: true };
		expect(notices.map((notice) => deliveryJson(notice, true))).toEqual([
			{ ...about, to: '+12065550100', status: 'DeliveredToTerminal' },
			{ ...about, to: '+12065550101', status: 'DeliveryImpossible' },
		]);
	});

	test("is put out as the gateway's own object where that is asked for", () => {
		expect(notices.map((notice) => deliveryJson(notice, false))[1]).toEqual({
			address: 'tel:+12065550101',
			deliveryStatus: 'DeliveryImpossible',
		});
	});
});
