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

describe('A message received', () => {
	test('A message in AT&T’s form is read, as the page prints it', () => {
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

	test('A message in OneAPI’s form is read', () => {
		expect(read(fixture('wire/inbound-message.oneapi.callback.json'))).toMatchObject({
			event: 'message',
			messages: [received],
		});
	});

	const inXml =
		'<messageId/><message>Hello world</message><senderAddress>tel%3A%2B12065550100</senderAddress>' +
		'<destinationAddress>short:22627000</destinationAddress><dateTime>04-15-2011T12:00:00</dateTime>';

	test.each([
		['AT&T’s', `<?xml version="1.0"?>\n<InboundSmsMessage>${inXml}</InboundSmsMessage>`],
		[
			'OneAPI’s',
			`<m:inboundSMSMessageNotification xmlns:m="urn:x"><inboundSMSMessage>${inXml}</inboundSMSMessage></m:inboundSMSMessageNotification>`,
		],
	])('A message in %s form is read as XML', (_, body) => {
		expect(read(body)).toMatchObject({ event: 'message', messages: [received] });
	});

	test('Several messages in one callback are read', () => {
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
	])('A message with the text %j is read', (text, expected) => {
		expect(readCallback(message({ Message: text }))).toMatchObject({
			messages: [{ message: expected }],
		});
	});

	test('Any text and sender are read to the last blank', () => {
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

describe('A delivery', () => {
	const delivered = {
		messageId: 'SMSa9b1927803784049',
		to: '+12065550100',
		status: 'DeliveredToTerminal',
	};

	test('A delivery in AT&T’s form is read', () => {
		expect(read(fixture('wire/delivery-info.att.callback.json'))).toMatchObject({
			event: 'deliveryStatus',
			notices: [delivered],
		});
	});

	test('A delivery in OneAPI’s form is read, with one notice for each recipient', () => {
		expect(read(fixture('wire/delivery-info.oneapi.callback.json'))).toMatchObject({
			event: 'deliveryStatus',
			notices: [delivered, { ...delivered, to: '+12065550101', status: 'DeliveryImpossible' }],
		});
	});

	test('A delivery in XML is read', () => {
		const body =
			'<deliveryInfoNotification><messageId> SMSa9b1927803784049 </messageId><deliveryInfo>' +
			'<address>tel:2065550100</address><deliveryStatus>DeliveredToTerminal</deliveryStatus>' +
			'</deliveryInfo></deliveryInfoNotification>';
		expect(read(body)).toMatchObject({ notices: [delivered] });
	});
});

describe('An incomplete delivery', () => {
	const info = { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' };
	const damaged = expect.any(String);

	test.each<[string, object]>([
		['null', { address: null }],
		['empty', { address: '' }],
		['missing', {}],
		['an object', { address: {} }],
	])('A delivery whose address is %s has the id of its message', (_, address) => {
		const deliveryInfo = { ...address, deliveryStatus: 'DeliveredToTerminal' };
		const notification = { messageId: 'SMS1', deliveryInfo };
		expect(readCallback({ deliveryInfoNotification: notification })).toEqual({
			event: 'deliveryStatus',
			notices: [
				{ messageId: 'SMS1', to: '', status: 'DeliveredToTerminal', damaged, raw: notification },
			],
		});
	});

	test('An incomplete delivery comes with the others, in order', () => {
		const deliveryInfo = [{ address: 'tel:+12065550101' }, info, 'no', null, {}];
		const callback = readCallback({ deliveryInfoNotification: { messageId: 'S1', deliveryInfo } });
		expect(callback).toMatchObject({
			notices: [
				{ messageId: 'S1', to: '+12065550101', status: '', damaged },
				{ messageId: 'S1', to: '+12065550100', status: 'DeliveredToTerminal' },
				{ messageId: 'S1', to: '', status: '', damaged, raw: { deliveryInfo: 'no' } },
			],
		});
		expect(callback).not.toHaveProperty('notices.1.damaged');
		expect(callback).toHaveProperty('notices.length', 3);
	});
});

describe('The sender of a message', () => {
	test.each<[string, unknown, string]>([
		['a number', 12065550100, '+12065550100'],
		['a number of ten digits', 2065550100, '+12065550100'],
		['a short code as a number', 22627000, '22627000'],
		['a SIP URI', 'sip:+12065550100@ims.example.com', '+12065550100'],
	])('The sender may be %s', (_, SenderAddress, senderAddress) => {
		expect(readCallback({ Message: 'Hello', SenderAddress })).toMatchObject({
			messages: [{ senderAddress, message: 'Hello' }],
		});
	});
});

describe('The short code of a message', () => {
	test.each([
		'22627012',
		'+22627012',
		'tel:+22627012',
		'tel:22627012',
		'tel%3A%2B22627012',
		'tel%253A%252B22627012',
		'short:22627012',
		'short:+22627012',
		'sip:22627012@ims.example.com',
		'sip:+22627012@ims.example.com;user=phone',
		22627012,
	])('The short code written as %j is read', (DestinationAddress) => {
		expect(readCallback(message({ Message: 'Hello', DestinationAddress }))).toMatchObject({
			messages: [{ destinationAddress: '22627012' }],
		});
	});
});

describe('The text of a message', () => {
	test.each<[string, object]>([
		['null', { Message: null }],
		['missing', {}],
		['empty', { Message: '' }],
	])('A text that is %s is an empty text, as in the inbox', (_, fields) => {
		const callback = readCallback(message(fields));
		expect(callback).toMatchObject({ messages: [{ message: '' }] });
		expect(JSON.stringify(callback)).not.toContain('damaged');
	});

	test.each<[string, unknown, string]>([
		['an object', { text: 'Hello' }, '{"text":"Hello"}'],
		['an empty object', {}, '{}'],
		['a list of texts', ['one', 'two'], 'one\ntwo'],
		['a list of objects', [{ text: 'Hello' }], '[{"text":"Hello"}]'],
		['an element with attributes, as parsed', { _: 'Hello', $: { lang: 'en' } }, 'Hello'],
	])('A text that is %s is written out, and its message marked as damaged', (_, Message, text) => {
		const raw = message({ Message });
		expect(readCallback(raw)).toMatchObject({
			messages: [
				{ message: text, senderAddress: '+12065550100', damaged: expect.any(String), raw },
			],
		});
	});
});

describe('Several messages in one callback', () => {
	const inList = (...inboundSMSMessage: unknown[]) =>
		readCallback({ inboundSMSMessageNotification: { callbackData: 'c1', inboundSMSMessage } });

	test('Messages of which one is damaged come in order, the damaged one as far as it can be read', () => {
		const one = message({ message: 'one' });
		const three = message({ message: 'three' });
		expect(inList(one, { message: 'two' }, 'a text', three)).toMatchObject({
			messages: [
				{ message: 'one' },
				{ message: 'two', senderAddress: '', damaged: expect.any(String) },
				{ message: 'a text', senderAddress: '', damaged: expect.any(String), raw: 'a text' },
				{ message: 'three' },
			],
		});
	});

	test('An entry without content is no message', () => {
		const callback = inList(null, message({ message: 'one' }), {}, '');
		expect(callback?.event === 'message' && callback.messages).toHaveLength(1);
	});

	test('Each message keeps what the notification says of all of them', () => {
		expect(inList(message({ message: 'one' }))).toMatchObject({
			messages: [{ raw: { callbackData: 'c1', message: 'one' } }],
		});
	});

	test.each([
		['too many', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 1]))],
		['too large', { callbackData: 'x'.repeat(2001) }],
	])('Fields of the notification that are %s aren’t copied to each message', (_, fields) => {
		const inboundSMSMessage = [message({ message: 'one' }), message({ message: 'two' })];
		const inboundSMSMessageNotification = { ...fields, inboundSMSMessage };
		const callback = readCallback({ inboundSMSMessageNotification });
		const messages = callback?.event === 'message' ? callback.messages : [];
		expect(messages.map(({ raw }) => raw)).toEqual(inboundSMSMessage);
	});

	test.each(['inboundSMSMessageList', 'InboundSmsMessageList'])(
		'Messages may be pushed as %s',
		(name) => {
			const list = {
				inboundSMSMessage: [message({ message: 'one' }), message({ message: 'two' })],
				numberOfMessagesInThisBatch: '2',
				totalNumberOfPendingMessages: '0',
			};
			expect(readCallback({ [name]: list })).toMatchObject({
				event: 'message',
				messages: [{ message: 'one' }, { message: 'two' }],
			});
		},
	);
});

describe('Ids', () => {
	const info = { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' };
	const requestUrl = 'https://example.com/2/smsmessaging/outbound/22627000/requests/SMS1';

	test.each<[string, object]>([
		['messageId', { messageId: 'SMS1', deliveryInfo: info }],
		['callbackData', { callbackData: 'SMS1', deliveryInfo: info }],
		['messageId before callbackData', { callbackData: 'x', messageId: 'SMS1', deliveryInfo: info }],
		['the deliveryInfo', { deliveryInfo: { ...info, messageId: 'SMS1' } }],
		['the deliveryInfo of a list', { deliveryInfo: [{ ...info, messageId: 'SMS1' }] }],
		['a link', { link: { rel: 'x', href: requestUrl }, callbackData: 'x', deliveryInfo: info }],
		['one of several links', { link: [{ href: 'x' }, { href: requestUrl }], deliveryInfo: info }],
		['a link in the deliveryInfo', { deliveryInfo: { ...info, link: [{ href: requestUrl }] } }],
		['a resourceURL', { resourceURL: `${requestUrl}/deliveryInfos`, deliveryInfo: info }],
		[
			'a link of AT&T’s own form',
			{
				link: {
					href: 'https://example.com/2/smsmessaging/outbound/requests/22627012/SMS1/deliveryInfos',
				},
				callbackData: 'x',
				deliveryInfo: info,
			},
		],
		['a link that is a text', { link: requestUrl, callbackData: 'x', deliveryInfo: info }],
		['links that are texts', { link: ['x', requestUrl], callbackData: 'x', deliveryInfo: info }],
		[
			'callbackData, if the link names no message',
			{
				link: { href: 'https://example.com/2/smsmessaging/outbound/22627000/requests' },
				callbackData: 'SMS1',
				deliveryInfo: info,
			},
		],
	])('The id of a delivery is found in %s', (_, deliveryInfoNotification) => {
		expect(readCallback({ deliveryInfoNotification })).toMatchObject({
			notices: [{ messageId: 'SMS1' }],
		});
	});

	test('The id of a delivery is found in the attribute of a link in XML', () => {
		const about = (link: string) =>
			`<deliveryInfoNotification><callbackData>x</callbackData>${link}<deliveryInfo>` +
			'<address>tel:+12065550100</address><deliveryStatus>DeliveredToTerminal</deliveryStatus>' +
			'</deliveryInfo></deliveryInfoNotification>';
		for (const link of [
			`<link rel="OutboundSMSMessageRequest" href="${requestUrl}?a=1&amp;b=2"/>`,
			`<m:link xmlns:m="urn:x" m:href='${requestUrl}'></m:link>`,
			`<link href="https://example.com/"/><link href="${requestUrl}"/>`,
			`<link>${requestUrl}</link>`,
		]) {
			expect(read(about(link))).toMatchObject({ notices: [{ messageId: 'SMS1' }] });
		}
	});

	test.each<[string, object]>([
		['messageId', { messageId: 'msg1' }],
		['link', { link: { href: 'https://example.com/inbound/registrations/1/messages/msg1' } }],
	])('The id of an only message is found in the %s of its notification', (_, about) => {
		const one = message({ message: 'Hello' });
		const read = (inboundSMSMessage: unknown) =>
			readCallback({ inboundSMSMessageNotification: { ...about, inboundSMSMessage } });
		expect(read(one)).toMatchObject({ messages: [{ messageId: 'msg1' }] });
		expect(read([one, one])).toMatchObject({ messages: [{ messageId: '' }, { messageId: '' }] });
		expect(read({ ...one, messageId: 'msg2' })).toMatchObject({
			messages: [{ messageId: 'msg2' }],
		});
	});

	test('The id of a message is found in a link', () => {
		const href = 'https://example.com/2/smsmessaging/inbound/registrations/1/messages/msg1';
		expect(readCallback(message({ Message: 'Hello', link: { href } }))).toMatchObject({
			messages: [{ messageId: 'msg1' }],
		});
	});

	test.each(['https://example.com/sms/v3/messaging/inbox/22627012', '/inbox/22627012/'])(
		'The id of a message isn’t the short code in %s, the URL of its inbox',
		(resourceURL) => {
			expect(readCallback(message({ Message: 'Hello', resourceURL }))).toMatchObject({
				messages: [{ messageId: '' }],
			});
		},
	);

	test('The raw notification of each recipient has the id and callbackData', () => {
		const about = { messageId: 'SMS1', callbackData: 'c1' };
		const other = { ...info, address: 'tel:+12065550101' };
		const read = (deliveryInfo: unknown) =>
			readCallback({ deliveryInfoNotification: { ...about, deliveryInfo } });
		expect(read(info)).toMatchObject({ notices: [{ raw: { ...about, deliveryInfo: info } }] });
		expect(read([info, other])).toMatchObject({
			notices: [
				{ raw: { ...about, deliveryInfo: info } },
				{ raw: { ...about, deliveryInfo: other } },
			],
		});
	});
});

describe('A list of callbacks', () => {
	test('A list gives all messages, whose ids may be counted within it', () => {
		const list = [
			message({ message: 'one', messageId: 'msg0' }),
			{ inboundSMSMessageNotification: { inboundSMSMessage: message({ message: 'two' }) } },
			null,
			{ message: 'three' },
		];
		expect(readCallback(list)).toMatchObject({
			event: 'message',
			messages: [
				{ message: 'one', isIdOfList: true },
				{ message: 'two' },
				{ message: 'three', damaged: expect.any(String) },
			],
		});
	});

	test('A list gives all deliveries', () => {
		const of = (messageId: string) => ({
			deliveryInfoNotification: {
				messageId,
				deliveryInfo: { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' },
			},
		});
		expect(readCallback([of('SMS1'), of('SMS2')])).toMatchObject({
			event: 'deliveryStatus',
			notices: [{ messageId: 'SMS1' }, { messageId: 'SMS2' }],
		});
	});
});

describe('A message and a delivery status in one callback', () => {
	const deliveryInfo = { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' };
	const inboundSMSMessageNotification = { inboundSMSMessage: message({ message: 'STOP' }) };

	test('A message and a delivery status in one callback are both read', () => {
		const deliveryInfoNotification = { messageId: 'SMS1', deliveryInfo };
		expect(readCallback({ inboundSMSMessageNotification, deliveryInfoNotification })).toMatchObject(
			{
				event: 'message',
				messages: [{ message: 'STOP' }],
				notices: [{ messageId: 'SMS1', raw: deliveryInfoNotification }],
			},
		);
	});

	test.each([null, {}, '', { deliveryInfo: [] }])(
		'A message next to the delivery status %j is read as a message alone',
		(deliveryInfoNotification) => {
			const callback = readCallback({ inboundSMSMessageNotification, deliveryInfoNotification });
			expect(callback).toMatchObject({ event: 'message', messages: [{ message: 'STOP' }] });
			expect(callback).not.toHaveProperty('notices');
			expect(
				readCallback({ ...message({ message: 'STOP' }), deliveryInfoNotification }),
			).toMatchObject({ event: 'message', messages: [{ message: 'STOP' }] });
		},
	);

	test('A delivery status next to a mere sender is read as a delivery alone', () => {
		const deliveryInfoNotification = { messageId: 'SMS1', deliveryInfo };
		const callback = readCallback({ deliveryInfoNotification, senderAddress: '22627012' });
		expect(callback).toMatchObject({ event: 'deliveryStatus' });
	});
});

describe('The raw object', () => {
	const one = message({ message: 'one' });
	const info = { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' };

	test.each<[string, object, object]>([
		[
			'a notification’s fields, and those next to it',
			{ inboundSMSMessageNotification: { callbackData: 'c1', inboundSMSMessage: one }, app: 'a1' },
			{ ...one, callbackData: 'c1', app: 'a1' },
		],
		[
			'a pushed list’s fields',
			{
				inboundSMSMessageList: {
					inboundSMSMessage: [one],
					resourceURL: 'https://example.com/',
					totalNumberOfPendingMessages: '0',
				},
			},
			{ ...one, resourceURL: 'https://example.com/', totalNumberOfPendingMessages: '0' },
		],
		[
			'the fields next to the messages',
			{ InboundSmsMessage: [one], NumberOfMessagesInThisBatch: '1' },
			{ ...one, NumberOfMessagesInThisBatch: '1' },
		],
	])('The raw object of a message has %s', (_, payload, raw) => {
		expect(readCallback(payload)).toMatchObject({ messages: [{ raw }] });
	});

	test('The raw object of a message keeps the message’s own fields', () => {
		const inboundSMSMessage = { ...one, callbackData: 'own' };
		const notification = { callbackData: 'c1', inboundSMSMessage };
		expect(readCallback({ inboundSMSMessageNotification: notification })).toMatchObject({
			messages: [{ raw: inboundSMSMessage }],
		});
	});

	test.each<[string, unknown, object]>([
		['an only delivery', info, { messageId: 'SMS1', deliveryInfo: info }],
		['a delivery of several', [info, info], { messageId: 'SMS1', deliveryInfo: info }],
	])('The raw object of %s has the fields next to its notification', (_, deliveryInfo, raw) => {
		const deliveryInfoNotification = { messageId: 'SMS1', deliveryInfo };
		expect(readCallback({ deliveryInfoNotification, app: 'a1' })).toHaveProperty('notices.0.raw', {
			...raw,
			app: 'a1',
		});
	});
});

/** The fields of an object, in place of it: a notification’s are added to those of a message. */
const partsOf = (raw: unknown): unknown[] =>
	typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? Object.values(raw) : [raw];

describe('A payload that isn’t a callback', () => {
	const notification = (deliveryInfo: unknown) => ({ deliveryInfoNotification: { deliveryInfo } });

	test.each<[string, unknown]>([
		['null', null],
		['undefined', undefined],
		['a text', 'Hello'],
		['a number', 7],
		['an empty object', {}],
		['an empty list', []],
		['a list of other things', [null, 7, 'Hello', { Message: 'Hello' }]],
		['a message without a sender', { Message: 'Hello' }],
		['a message with an empty sender', { Message: 'Hello', SenderAddress: ' ' }],
		['a message with an object for a sender', { Message: 'Hello', SenderAddress: {} }],
		['an empty notification', { inboundSMSMessageNotification: {} }],
		['a notification of nothing', { inboundSMSMessageNotification: { inboundSMSMessage: [null] } }],
		['a pushed list of nothing', { inboundSMSMessageList: { inboundSMSMessage: [null, {}, ''] } }],
		['an empty pushed list', { inboundSMSMessageList: { inboundSMSMessage: [] } }],
		['a notification without deliveries', notification([])],
		[
			'a notification of a delivery without a recipient and id',
			notification([{ deliveryStatus: 'x' }]),
		],
		[
			'a notification of a delivery without a status',
			notification([{ address: 'tel:+12065550100' }]),
		],
		[
			'a notification with an id, of a delivery without a status',
			{
				deliveryInfoNotification: {
					messageId: 'SMS1',
					deliveryInfo: { address: 'tel:+12065550100' },
				},
			},
		],
		['a notification whose delivery is a text', notification(['no'])],
		['a response to a send', jsonFixture('wire/send.v2.answer.json')],
		['an error', jsonFixture('wire/request-error.policy.json')],
	])('A payload that is %s is rejected', (_, payload) => {
		expect(readCallback(payload)).toBeUndefined();
	});

	test('No payload makes the reader throw, or emit anything that wasn’t in it', () => {
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
					for (const { raw, senderAddress, damaged } of callback.messages) {
						if (damaged === undefined) expect(senderAddress).not.toBe('');
						for (const value of partsOf(raw)) {
							expect(body).toContain(JSON.stringify(value));
						}
					}
					expect(callback.messages.some(({ senderAddress }) => senderAddress !== '')).toBe(true);
				}
				if (callback?.event === 'deliveryStatus') {
					expect(callback.notices.length).toBeGreaterThan(0);
					for (const { raw, to, status, damaged } of callback.notices) {
						if (damaged === undefined) expect([to, status]).not.toContain('');
						for (const value of partsOf(raw)) {
							expect(body).toContain(JSON.stringify(value));
						}
					}
				}
			}),
			{ numRuns: 2000 },
		);
	});
});
