import fc from 'fast-check';

import { isFinal } from '../../../../../nodes/shared/protocol/deliveryInfo.ts';
import { attV2 as v2 } from '../../../../../nodes/shared/protocol/codecs/attV2.ts';
import { attV3 as v3 } from '../../../../../nodes/shared/protocol/codecs/attV3.ts';
import {
	oneApiV2 as oneApi,
	oneApiV3 as oneApi3,
} from '../../../../../nodes/shared/protocol/codecs/oneApi.ts';
import { InvalidResponseError } from '../../../../../nodes/shared/protocol/fields.ts';
import { messageIdIn } from '../../../../../nodes/shared/protocol/resourceUrl.ts';
import { parsePayload } from '../../../../../nodes/shared/protocol/payload.ts';
import type { Dialect, Outbound } from '../../../../../nodes/shared/protocol/types.ts';
import { fixture, jsonFixture } from '../../fixtures.mts';

const base = 'https://api.att.com';
const id = 'SMSa9b1927803784049';
const answer = (file: string) => parsePayload(fixture(`wire/${file}`));

const all: Array<[string, Dialect]> = [
	['att 2', v2],
	['att 3', v3],
	['oneApi 2', oneApi],
	['oneApi 3', oneApi3],
];

const outbound: Outbound = {
	addresses: ['+12065550100'],
	message: 'Hello',
	notifyDeliveryStatus: false,
	senderAddress: '22627000',
};
const toTwo: Outbound = { ...outbound, addresses: ['+12065550100', '+12065550101'] };

describe('Sends', () => {
	test.each<[string, Dialect, Outbound, string, string]>([
		['att 2', v2, toTwo, '/rest/sms/2/messaging/outbox', 'send.v2.request.json'],
		['att 3', v3, outbound, '/sms/v3/messaging/outbox', 'send.v3.request.json'],
		[
			'oneApi 2',
			oneApi,
			outbound,
			'/2/smsmessaging/outbound/22627000/requests',
			'send.oneapi.request.json',
		],
		[
			'oneApi 3',
			oneApi3,
			outbound,
			'/3/smsmessaging/outbound/22627000/requests',
			'send.oneapi.request.json',
		],
	])('A send in %s is the documented request', (_, dialect, given, path, file) => {
		expect(dialect.sendRequest(given)).toEqual({
			method: 'POST',
			path,
			body: jsonFixture(`wire/${file}`),
		});
	});

	test.each(all)('A send in %s has any text, and every recipient, in its body', (_, dialect) => {
		const numbers = fc.uniqueArray(fc.stringMatching(/^\+1206555\d{4}$/), {
			minLength: 1,
			maxLength: 50,
		});
		fc.assert(
			fc.property(numbers, fc.string({ unit: 'binary' }), (addresses, message) => {
				const { body } = dialect.sendRequest({ ...outbound, addresses, message });
				const texts: string[] = [];
				JSON.parse(JSON.stringify(body), (__, value) => {
					if (typeof value === 'string') texts.push(value);
					return value;
				});
				expect(texts).toContain(message);
				const tels = texts.filter((text) => /^tel:\+1206555\d{4}$/.test(text));
				expect(tels).toEqual(addresses.map((address) => `tel:${address}`));
			}),
			{ numRuns: 50 },
		);
	});

	test.each(all)('A send in %s asks for notification if it is wanted', (_, dialect) => {
		const { body } = dialect.sendRequest({ ...outbound, notifyDeliveryStatus: true });
		expect(JSON.stringify(body)).toMatch(/"notifyDeliveryStatus":true/i);
	});

	test.each<[string, Dialect, string]>([
		['send.v2.answer.json', v2, `${base}/rest/sms/2/messaging/outbox/${id}`],
		['send.v2.answer.xml', v2, `${base}/rest/sms/2/messaging/outbox/${id}`],
		['send.v3.answer.json', v3, `${base}/sms/v3/messaging/outbox/${id}`],
		['send.v3.answer.other-case.json', v3, `${base}/sms/v3/messaging/outbox/${id}`],
		['send.oneapi.answer.json', oneApi, `${base}/2/smsmessaging/outbound/22627000/requests/${id}`],
	])('The response in %s is read', (file, dialect, resourceUrl) => {
		expect(dialect.readSent(answer(file))).toEqual({ messageId: id, resourceUrl });
	});

	test('A response without an id is read, as notification allows', () => {
		expect(v3.readSent(answer('send.v3.answer.notified.json'))).toEqual({
			messageId: '',
			resourceUrl: '',
		});
		expect(v2.readSent({ ResourceReference: { ResourceUrl: 'u' } })).toEqual({
			messageId: '',
			resourceUrl: 'u',
		});
	});

	test.each(all)(
		'A reader of %s finds no id in a response to something other than a send',
		(_, dialect) => {
			for (const payload of [null, {}, [], 'text', 7, { a: { b: 1 } }]) {
				expect(dialect.readSent(payload).messageId).toBe('');
			}
		},
	);
});

describe('Statuses', () => {
	test.each<[string, Dialect, string[]]>([
		['att 2', v2, ['/rest/sms/2/messaging/outbox/a%2Fb']],
		['att 3', v3, ['/sms/v3/messaging/outbox/a%2Fb']],
		[
			'oneApi 2',
			oneApi,
			[
				'/2/smsmessaging/outbound/22627000/requests/a%2Fb/deliveryInfos',
				'/2/smsmessaging/outbound/requests/22627000/a%2Fb/deliveryInfos',
			],
		],
		[
			'oneApi 3',
			oneApi3,
			[
				'/3/smsmessaging/outbound/22627000/requests/a%2Fb/deliveryInfos',
				'/3/smsmessaging/outbound/requests/22627000/a%2Fb/deliveryInfos',
			],
		],
	])(
		'A status in %s is requested at the documented paths, with the id escaped',
		(_, dialect, paths) => {
			const query = { messageId: 'a/b', senderAddress: '22627000' };
			const requests = paths.map((path) => ({ method: 'GET', path }));
			expect(dialect.statusRequests(query, base)).toEqual(requests);
		},
	);

	const documented = [
		`/2/smsmessaging/outbound/22627000/requests/${id}/deliveryInfos`,
		`/2/smsmessaging/outbound/requests/22627000/${id}/deliveryInfos`,
	];
	const elsewhere = `/x/smsmessaging/outbound/elsewhere/${id}`;

	test.each<[string, string, string, string | undefined]>([
		['under the base URL', `${base}${elsewhere}`, base, `${elsewhere}/deliveryInfos`],
		[
			'that ends so already',
			`${base}${elsewhere}/deliveryInfos`,
			base,
			`${elsewhere}/deliveryInfos`,
		],
		['with a slash behind', `${base}${elsewhere}/`, base, `${elsewhere}/deliveryInfos`],
		['by http', `http://api.att.com${elsewhere}`, base, `${elsewhere}/deliveryInfos`],
		['as a path', elsewhere, base, `${elsewhere}/deliveryInfos`],
		[
			'under a base URL with a path',
			`${base}/x${elsewhere}`,
			`${base}/x`,
			`${elsewhere}/deliveryInfos`,
		],
		['of another host', `https://example.com${elsewhere}`, base, undefined],
		['of a host that begins alike', `${base}.example.com${elsewhere}`, base, undefined],
		['of a host behind a user name', `${base}@example.com${elsewhere}`, base, undefined],
		['of a host with another port', `${base}:8443${elsewhere}`, base, undefined],
		['without a scheme', `//example.com${elsewhere}`, base, undefined],
		[
			'of another host that quotes ours',
			`https://example.com//api.att.com${elsewhere}`,
			base,
			undefined,
		],
		['with a query', `${base}${elsewhere}?a=b#c`, base, `${elsewhere}/deliveryInfos`],
		[
			'of an inbox',
			`${base}/2/smsmessaging/inbound/registrations/22627000/messages`,
			base,
			undefined,
		],
		[
			'of an inbox, with a query that would swallow what is appended',
			`${base}/2/smsmessaging/inbound/registrations/22627000/messages?x=`,
			base,
			undefined,
		],
		['of AT&T’s inbox', `${base}/rest/sms/2/messaging/inbox?RegistrationID=1&x=`, base, undefined],
		[
			'of an inbox as a path',
			'/2/smsmessaging/inbound/registrations/1/messages?x=',
			base,
			undefined,
		],
		[
			'that climbs from an outbound path to an inbox',
			`${base}/2/smsmessaging/outbound/../inbound/registrations/1/messages`,
			base,
			undefined,
		],
		[
			'that climbs by escaped dots',
			`${base}/2/outbound/a/%2e%2e/%2E%2E/inbound/registrations/1`,
			base,
			undefined,
		],
		['that hides a slash', `${base}/2/outbound/22627000/a%2Fb`, base, undefined],
		['that hides a slash twice', `${base}/2/outbound/22627000/a%252Fb`, base, undefined],
		['with a backslash', `${base}/2/outbound/22627000/..\\..\\inbound`, base, undefined],
		['of a whole outbox', `${base}/2/smsmessaging/outbound/22627000`, base, undefined],
		['that is empty', '', base, undefined],
		['that is no URL', 'none', base, undefined],
	])(
		'A resource URL %s is used only if it is the gateway’s own, for a sent message',
		(_, resourceUrl, baseUrl, first) => {
			const query = { messageId: id, senderAddress: '22627000', resourceUrl };
			const paths = oneApi.statusRequests(query, baseUrl).map(({ path }) => path);
			expect(paths).toEqual(first === undefined ? documented : [first, ...documented]);
		},
	);

	test('Only paths under the base URL are asked, whatever the gateway calls its resource', () => {
		const parts = fc.constantFrom('https:', '//', '/', 'api.att.com', '@', 'example.com', ':', 'a');
		fc.assert(
			fc.property(fc.array(parts), (written) => {
				const query = { messageId: id, senderAddress: '1', resourceUrl: written.join('') };
				for (const { path } of oneApi.statusRequests(query, base)) {
					expect(new URL(base + path).origin).toBe(base);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	test('Each path is asked once if the resource URL is one of the documented paths', () => {
		const query = {
			messageId: id,
			senderAddress: '22627000',
			resourceUrl: `${base}/2/smsmessaging/outbound/22627000/requests/${id}`,
		};
		expect(oneApi.statusRequests(query, base).map(({ path }) => path)).toEqual(documented);
	});

	test.each([
		[`${base}/2/smsmessaging/outbound/22627000/requests/${id}`, id],
		[`${base}/2/smsmessaging/outbound/22627000/requests/${id}/`, id],
		[`${base}/2/smsmessaging/outbound/22627000/requests/${id}/deliveryInfos`, id],
		[`/requests/${id}?a=b/c#d`, id],
		[id, id],
		['', ''],
	])('The id in %j is found', (resourceUrl, expected) => {
		expect(messageIdIn(resourceUrl)).toBe(expected);
	});

	test.each<[string, Dialect, object[]]>([
		[
			'delivery-status.v3.answer.json',
			v3,
			[
				{ id: 'msg0', to: '+12065550100', status: 'DeliveredToTerminal' },
				{ id: 'msg1', to: '+12065550101', status: 'DeliveredToNetwork' },
			],
		],
		[
			'delivery-status.v3.answer.other-case.json',
			v3,
			[{ id: 'msg0', to: '+12065550100', status: 'DeliveryImpossible' }],
		],
		[
			'delivery-status.oneapi.answer.waiting.json',
			oneApi,
			[
				{ to: '+12065550100', status: 'MessageWaiting' },
				{ to: '+12065550101', status: 'DeliveryUncertain' },
			],
		],
	])('The statuses in %s are read', (file, dialect, expected) => {
		expect(dialect.readDeliveries(answer(file))).toEqual(expected);
	});

	test.each(all)(
		'A reader of %s reads an empty list of statuses, in JSON and in XML',
		(_, dialect) => {
			const bodies = [
				'{"DeliveryInfoList": {"DeliveryInfo": []}}',
				'<deliveryInfoList/>',
				'<deliveryInfoList>\n</deliveryInfoList>',
			];
			expect(bodies.map((body) => dialect.readDeliveries(parsePayload(body)))).toEqual([
				[],
				[],
				[],
			]);
		},
	);

	test.each([
		['DeliveredToTerminal', true],
		['DeliveryImpossible', true],
		['deliveredtoterminal', true],
		['DeliveredToNetwork', false],
		['DeliveryUncertain', false],
		['MessageWaiting', false],
		['', false],
	])('The status “%s” is final: %s', (status, final) => {
		expect(isFinal(status)).toBe(final);
	});
});

describe('Inboxes', () => {
	test.each<[string, Dialect, string]>([
		['att 2', v2, '/rest/sms/2/messaging/inbox?RegistrationID=22627000'],
		['att 3', v3, '/sms/v3/messaging/inbox/22627000'],
		['oneApi 2', oneApi, '/2/smsmessaging/inbound/registrations/22627000/messages'],
		['oneApi 3', oneApi3, '/3/smsmessaging/inbound/registrations/22627000/messages'],
	])('An inbox in %s is requested at the documented path', (_, dialect, path) => {
		expect(dialect.inboxRequest('22627000')).toEqual({ method: 'GET', path });
	});

	test('The inbox in get-sms.v3.answer.json is read, with several messages and more to come', () => {
		expect(v3.readInbox(answer('get-sms.v3.answer.json'), '22627000')).toMatchObject({
			messages: [
				{ messageId: 'msg0', message: 'Hello', senderAddress: '+12065550100' },
				{ messageId: 'msg1', message: '007', senderAddress: '+12065550101' },
			],
			pending: 3,
		});
	});

	test('The inbox in get-sms.v3.answer.single.json is read, with one element and an empty count', () => {
		expect(v3.readInbox(answer('get-sms.v3.answer.single.json'), '22627000')).toMatchObject({
			messages: [
				{
					messageId: 'msg0',
					message: 'Hello',
					senderAddress: '+12065550100',
					destinationAddress: '22627000',
				},
			],
			pending: 0,
		});
	});

	test.each([
		['{"InboundSmsMessageList": {"TotalNumberOfPendingMessages": "12"}}', 12],
		['{"InboundSmsMessageList": {"TotalNumberOfPendingMessages": 12}}', 12],
		['{"InboundSmsMessageList": {"TotalNumberOfPendingMessages": " 12 "}}', 12],
		['{"InboundSmsMessageList": {"TotalNumberOfPendingMessages": ""}}', 0],
		['{"InboundSmsMessageList": {"TotalNumberOfPendingMessages": null}}', 0],
		['{"InboundSmsMessageList": {}}', 0],
		['{"InboundSmsMessageList": {"TotalNumberOfPendingMessages": "many"}}', NaN],
		['<inboundSMSMessageList/>', 0],
		['<inboundSMSMessageList>\n  </inboundSMSMessageList>', 0],
	])('The inbox %s has %d messages pending, and none in it', (body, pending) => {
		expect(v2.readInbox(parsePayload(body), '22627000')).toEqual({ messages: [], pending });
	});

	test('The same messages are read from JSON and XML', () => {
		const texts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 });
		const asXml = (text: string) => [...text].map((c) => `&#${c.codePointAt(0)};`).join('');
		fc.assert(
			fc.property(texts, (written) => {
				const json = JSON.stringify({
					InboundSmsMessageList: {
						InboundSmsMessage: written.map((Message) => ({ Message, SenderAddress: '12345' })),
						TotalNumberOfPendingMessages: '0',
					},
				});
				const entries = written.map(
					(text) =>
						`<inboundSMSMessage><message>${asXml(text)}</message><senderAddress>12345</senderAddress></inboundSMSMessage>`,
				);
				const xml = `<inboundSMSMessageList>\n${entries.join('\n')}\n</inboundSMSMessageList>`;
				for (const body of [json, xml]) {
					const { messages } = oneApi.readInbox(parsePayload(body), '22627000');
					expect(messages.map(({ message }) => message)).toEqual(written);
				}
			}),
		);
	});
});

describe('A response to another request', () => {
	test.each([
		['null', null],
		['an empty object', {}],
		['a list', []],
		['text', 'OK'],
		['a list in place of the object', { InboundSmsMessageList: 'x', DeliveryInfoList: 'x' }],
		['an answer to a send', jsonFixture('wire/send.v2.answer.json')],
	])('A response that is %s is an error', (_, payload) => {
		for (const [, dialect] of all) {
			expect(() => dialect.readInbox(payload, '22627000')).toThrow(InvalidResponseError);
			expect(() => dialect.readDeliveries(payload)).toThrow(InvalidResponseError);
		}
	});
});
