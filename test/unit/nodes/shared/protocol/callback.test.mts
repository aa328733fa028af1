import fc from 'fast-check';

import { readCallback } from '../../../../../nodes/shared/protocol/callback.ts';
import { parsePayload } from '../../../../../nodes/shared/protocol/payload.ts';
import { fixture, jsonFixture } from '../../fixtures.mts';

const read = (body: string) => readCallback(parsePayload(body));

const message = (content: object) => ({ SenderAddress: 'tel:+12065550100', ...content });

const received = {
	messageId: '',
	message: 'Hello world',
	senderAddress: '+12065550100',
	destinationAddress: '22627000',
	dateTime: '04-15-2011T12:00:00',
};

describe('a message received', () => {
	test("in AT&T's form, as the page prints it", () => {
		const raw = jsonFixture('att-page/receive-sms.callback.json');
		expect(readCallback(raw)).toEqual({
			event: 'message',
			messages: [
				{
					...received,
					senderAddress: '+12071111111',
					destinationAddress: '52345678',
					raw,
				},
			],
		});
	});

	test("in OneAPI's form", () => {
		expect(read(fixture('wire/inbound-message.oneapi.callback.json'))).toMatchObject({
			event: 'message',
			messages: [received],
		});
	});

	const inXml =
		'<messageId/><message>Hello world</message><senderAddress>tel%3A%2B12065550100</senderAddress>' +
		'<destinationAddress>short:22627000</destinationAddress><dateTime>04-15-2011T12:00:00</dateTime>';

	test.each([
		["AT&T's", `<?xml version="1.0"?>\n<InboundSmsMessage>${inXml}</InboundSmsMessage>`],
		[
			"OneAPI's",
			`<m:inboundSMSMessageNotification xmlns:m="urn:x"><inboundSMSMessage>${inXml}</inboundSMSMessage></m:inboundSMSMessageNotification>`,
		],
	])('in %s form as XML', (_, body) => {
		expect(read(body)).toMatchObject({ event: 'message', messages: [received] });
	});

	test('several in one callback', () => {
		const inboundSMSMessage = [message({ message: 'one' }), message({ message: 'two' })];
		expect(readCallback({ inboundSMSMessageNotification: { inboundSMSMessage } })).toMatchObject({
			messages: [{ message: 'one' }, { message: 'two' }],
		});
	});

	test.each([
		['007', '007'],
		['', ''],
		['  two blanks  ', '  two blanks  '],
		[7, '7'],
		[true, 'true'],
	])('with %j for a text', (text, expected) => {
		expect(readCallback(message({ Message: text }))).toMatchObject({
			messages: [{ message: expected }],
		});
	});

	test('brings back any text and sender, to the last blank', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.stringMatching(/^\d{5}$/), (text, sender) => {
				const body = JSON.stringify({ Message: text, SenderAddress: sender });
				expect(read(body)).toMatchObject({
					messages: [{ message: text, senderAddress: sender }],
				});
			}),
		);
	});
});

describe('a delivery', () => {
	const delivered = {
		messageId: 'SMSa9b1927803784049',
		to: '+12065550100',
		status: 'DeliveredToTerminal',
	};

	test("in AT&T's form", () => {
		expect(read(fixture('wire/delivery-info.att.callback.json'))).toMatchObject({
			event: 'deliveryStatus',
			notices: [delivered],
		});
	});

	test("in OneAPI's form, one notice for each recipient", () => {
		expect(read(fixture('wire/delivery-info.oneapi.callback.json'))).toMatchObject({
			event: 'deliveryStatus',
			notices: [delivered, { ...delivered, to: '+12065550101', status: 'DeliveryImpossible' }],
		});
	});

	test('in XML', () => {
		const body =
			'<deliveryInfoNotification><messageId> SMSa9b1927803784049 </messageId><deliveryInfo>' +
			'<address>tel:2065550100</address><deliveryStatus>DeliveredToTerminal</deliveryStatus>' +
			'</deliveryInfo></deliveryInfoNotification>';
		expect(read(body)).toMatchObject({ notices: [delivered] });
	});
});

describe('what is no callback', () => {
	const info = { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' };
	const notification = (deliveryInfo: unknown) => ({ deliveryInfoNotification: { deliveryInfo } });

	test.each<[string, unknown]>([
		['null', null],
		['nothing', undefined],
		['a text', 'Hello'],
		['a number', 7],
		['an empty object', {}],
		['a list', [message({ Message: 'Hello' })]],
		['a message without a sender', { Message: 'Hello' }],
		['a message with an empty sender', { Message: 'Hello', SenderAddress: ' ' }],
		['a message with an object for a sender', { Message: 'Hello', SenderAddress: {} }],
		['a message without a text', message({})],
		['a message with an object for a text', message({ Message: {} })],
		['a message with null for a text', message({ Message: null })],
		['an empty notification', { inboundSMSMessageNotification: {} }],
		[
			'a notification of which one message is no message',
			{ inboundSMSMessageNotification: { inboundSMSMessage: [message({ Message: 'a' }), {}] } },
		],
		['a delivery notification without deliveries', notification([])],
		['one with a delivery without a recipient', notification([{ deliveryStatus: 'x' }])],
		['one with a delivery without a status', notification([{ address: 'tel:+12065550100' }])],
		['one of which one delivery is none', notification([info, 'no'])],
		['an answer to a send', jsonFixture('wire/send.v2.answer.json')],
		['an error', jsonFixture('wire/request-error.policy.json')],
	])('is refused: %s', (_, payload) => {
		expect(readCallback(payload)).toBeUndefined();
	});

	test('never throws, and emits nothing that it was not given', () => {
		const names = fc.constantFrom(
			...['SenderAddress', 'Message', 'message', 'MessageId', 'callbackData', 'constructor'],
			...['deliveryInfoNotification', 'deliveryInfo', 'address', 'deliveryStatus', '__proto__'],
			...['inboundSMSMessageNotification', 'inboundSMSMessage', 'InboundSmsMessage'],
		);
		const { tree } = fc.letrec((tie) => ({
			tree: fc.oneof(
				{ maxDepth: 6 },
				fc.constantFrom('tel:+12065550100', 'Hello', '', 'DeliveredToTerminal'),
				fc.jsonValue({ maxDepth: 2 }),
				fc.dictionary(names, tie('tree')),
				fc.array(tie('tree'), { maxLength: 3 }),
			),
		}));
		fc.assert(
			fc.property(tree, (value) => {
				const body = JSON.stringify(value);
				const callback = readCallback(JSON.parse(body));
				if (callback?.event === 'message') {
					expect(callback.messages.length).toBeGreaterThan(0);
					for (const { raw, senderAddress } of callback.messages) {
						expect(senderAddress).not.toBe('');
						expect(body).toContain(JSON.stringify(raw));
					}
				}
				if (callback?.event === 'deliveryStatus') {
					expect(callback.notices.length).toBeGreaterThan(0);
					for (const { raw, to, status } of callback.notices) {
						expect([to, status]).not.toContain('');
						expect(body).toContain(JSON.stringify(raw));
					}
				}
			}),
			{ numRuns: 2000 },
		);
	});
});
