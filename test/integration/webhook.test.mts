import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { addressForms } from '../../sandbox/settings/forms.mts';
import { createN8n } from '../support/n8nContexts.mts';
import {
	asked,
	expectNow,
	jsonOf,
	listen,
	mobile,
	offline,
	online,
	sending,
	setUp,
} from './support.mts';

const fixture = (name: string): string =>
	readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8');

const webhook = (parameters: INodeParameters = {}): INodeParameters => ({
	receiveMode: 'webhook',
	...parameters,
});
const both = webhook({ events: ['message', 'deliveryStatus'] });
const deliveries = webhook({ events: ['deliveryStatus'] });

const json = (body: string) => ({ headers: { 'content-type': 'application/json' }, body });
const xml = (body: string) => ({ headers: { 'content-type': 'application/xml' }, body });

const message = {
	DateTime: '04-15-2011T12:00:00',
	MessageId: '',
	Message: 'Hello world',
	SenderAddress: 'tel%3A%2B12065550100',
	DestinationAddress: '52345678',
};

describe('A published workflow', () => {
	test('A published workflow has a path to post to and no schedule, and reads nothing', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
		const active = await n8n.activate({ parameters: webhook() });
		expect(active.webhooks).toEqual([{ method: 'POST', path: expect.stringMatching(/./) }]);
		expect(active.schedule).toEqual([]);
		expect(active.firstPoll).toBeNull();
		expect(await active.poll()).toBeNull();
		await active.deactivate();
		expect(sandbox.history.wire).toEqual([]);
	});

	test('The webhook needs no credential of the gateway', async () => {
		const n8n = await createN8n();
		const { status, workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: { body: message },
		});
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([expect.objectContaining({ message: 'Hello world' })]);
	});

	test.each([
		['checkExists', false],
		['create', true],
		['delete', true],
	] as const)('The webhook’s %s sends nothing to AT&T', async (method, result) => {
		const { sandbox, n8n } = await setUp();
		expect(await n8n.hook({ parameters: webhook(), method })).toBe(result);
		expect(await n8n.hook({ parameters: { shortCode: offline }, method })).toBeUndefined();
		expect(sandbox.history.wire).toEqual([]);
	});

	test('The webhook takes only POST', async () => {
		const { n8n } = await setUp();
		const listener = await listen(n8n);
		for (const method of ['GET', 'PUT', 'DELETE']) {
			expect((await listener.call({ method })).status).toBe(404);
		}
		expect(listener.executions).toEqual([]);
	});
});

describe('A message', () => {
	test('A message as AT&T’s page prints it starts the workflow and gets a 200', async () => {
		const { n8n } = await setUp();
		const body = fixture('att-page/receive-sms.callback.json');
		const { status, workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: json(body),
		});
		expect(status).toBe(200);
		expect(workflowData).toEqual([
			[
				{
					json: expect.objectContaining({
						event: 'message',
						message: 'Hello world',
						senderAddress: '+12071111111',
						destinationAddress: '52345678',
						dateTime: '04-15-2011T12:00:00',
						localDateTime: '2011-04-15T12:00:00',
					}),
				},
			],
		]);
	});

	test('The fields of a message come out in the order of need, without those that AT&T leaves empty', async () => {
		const { n8n } = await setUp();
		const before = Date.now();
		const { workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: json(fixture('att-page/receive-sms.callback.json')),
		});
		const [received = {}] = jsonOf(workflowData);
		expect(Object.keys(received)).toEqual([
			'event',
			'message',
			'senderAddress',
			'keyword',
			'destinationAddress',
			'receivedAt',
			'dateTime',
			'localDateTime',
			'fingerprint',
		]);
		expectNow(received.receivedAt, before);
	});

	test('A sender that is URL-encoded, as on AT&T’s page, is read', async () => {
		const { n8n } = await setUp();
		const SenderAddress = fixture('att-page/receive-sms.sender-address.txt').trim();
		const { workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: { body: { ...message, SenderAddress } },
		});
		expect(jsonOf(workflowData)[0]?.senderAddress).toBe('+16309700001');
	});

	test('A message in OneAPI’s form is read', async () => {
		const { n8n } = await setUp();
		const { status, workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: json(fixture('wire/inbound-message.oneapi.callback.json')),
		});
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([
			expect.objectContaining({
				event: 'message',
				message: 'Hello world',
				senderAddress: '+12065550100',
				destinationAddress: '22627000',
				localDateTime: '2011-04-15T12:00:00',
			}),
		]);
	});

	test('Without Simplify, a message is the gateway’s own object', async () => {
		const { n8n } = await setUp();
		const { workflowData } = await n8n.webhook({
			parameters: webhook({ options: { simplify: false } }),
			request: { body: message },
		});
		expect(jsonOf(workflowData)).toEqual([message]);
	});

	test.each<[string, unknown, string]>([
		['E.164', '+12065550100', '+12065550100'],
		['tel: and E.164', 'tel:+12065550100', '+12065550100'],
		['tel: without +', 'tel:12065550100', '+12065550100'],
		['tel: without country', 'tel:2065550100', '+12065550100'],
		['bare', '2065550100', '+12065550100'],
		['bare with country', '12065550100', '+12065550100'],
		['URL-encoded', 'tel%3A%2B12065550100', '+12065550100'],
		['URL-encoded twice', 'tel%253A%252B12065550100', '+12065550100'],
		['URL-encoded bare', '%2B12065550100', '+12065550100'],
		['with blanks around', ' tel:+12065550100 ', '+12065550100'],
		['a short code', '22627000', '22627000'],
		['short: and a short code', 'short:22627000', '22627000'],
		['tel: and a short code', 'tel:22627000', '22627000'],
		['a short code of 5', 'short:52345', '52345'],
		['a number abroad', 'tel:+442079460958', '+442079460958'],
		['a name', 'AT&T', 'AT&T'],
	])('The sender of a message is read: %s', async (_, SenderAddress, sender) => {
		const { n8n } = await setUp();
		const { status, workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: { body: { ...message, SenderAddress } },
		});
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([expect.objectContaining({ senderAddress: sender })]);
	});

	test.each([
		['04-15-2011T12:00:00', '2011-04-15T12:00:00'],
		['2011-04-15T12:00:00', '2011-04-15T12:00:00'],
		['yesterday', ''],
	])('The time “%s” comes out as it came, and as an ISO local time', async (DateTime, local) => {
		const { n8n } = await setUp();
		const { workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: { body: { ...message, DateTime } },
		});
		expect(jsonOf(workflowData)).toEqual([
			expect.objectContaining({ dateTime: DateTime, localDateTime: local }),
		]);
	});

	test('A message without a time from AT&T has no empty fields for one', async () => {
		const { n8n } = await setUp();
		const { workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: { body: { ...message, DateTime: '' } },
		});
		const [received = {}] = jsonOf(workflowData);
		expect(received).not.toHaveProperty('dateTime');
		expect(received).not.toHaveProperty('localDateTime');
	});

	describe('The short code of a message', () => {
		const toCode = async (shortCode: string, DestinationAddress: string) => {
			const { n8n } = await setUp();
			return await n8n.webhook({
				parameters: webhook({ shortCode }),
				request: { body: { ...message, DestinationAddress } },
			});
		};

		test.each([
			['22627012', '22627012'],
			['22627012', 'short:22627012'],
			[' short:22627012 ', '22627012'],
			['', '22627012'],
			['22627012', '+22627012'],
			['22627012', 'tel:+22627012'],
			['22627012', 'tel%3A%2B22627012'],
			['22627012', 'sip:22627012@ims.example.com'],
			['+22627012', '22627012'],
			['22627012.0', '22627012'],
			['="22627012"', '22627012'],
			["'22627012'", '22627012'],
			['“22627012”', 'tel:+226-27012'],
			['tel:+226-27012', '22627012'],
		])('A trigger for “%s” takes a message to %s', async (shortCode, destination) => {
			const { status, workflowData } = await toCode(shortCode, destination);
			expect(status).toBe(200);
			expect(jsonOf(workflowData)).toEqual([
				expect.objectContaining({ destinationAddress: '22627012' }),
			]);
		});

		test('A short code that can’t be read any more makes AT&T repeat the message', async () => {
			const { status, workflowData } = await toCode('={{ "" }}', '22627012');
			expect(status).toBe(503);
			expect(workflowData).toBeUndefined();
		});

		test.each(['""', 'undefined', 'null', '" "'])(
			'A short code that the expression %s leaves empty is an error at publishing',
			async (value) => {
				const { n8n } = await setUp();
				const parameters = webhook({ shortCode: `={{ ${value} }}` });
				await expect(n8n.activate({ parameters })).rejects.toThrow(
					'Short Code: the field is empty (its expression gave an empty value)',
				);
			},
		);

		test('A message that names no short code is accepted', async () => {
			const { status, workflowData } = await toCode('22627012', '');
			expect(status).toBe(200);
			expect(jsonOf(workflowData)).toEqual([expect.objectContaining({ destinationAddress: '' })]);
		});

		test('A message to another short code isn’t lost if it comes with one to the trigger’s own', async () => {
			const { n8n } = await setUp();
			const codes = ['22627012', '22627013'];
			const inboundSMSMessage = codes.map((DestinationAddress) => ({
				...message,
				DestinationAddress,
			}));
			const { status, workflowData } = await n8n.webhook({
				parameters: webhook({ shortCode: '22627012' }),
				request: { body: { inboundSMSMessageNotification: { inboundSMSMessage } } },
			});
			expect(status).toBe(200);
			expect(jsonOf(workflowData).map((json) => json.destinationAddress)).toEqual(codes);
		});

		test.each([['22627012', '22627013']])(
			'A trigger for “%s” rejects a message to %s',
			async (shortCode, destination) => {
				const { status, workflowData } = await toCode(shortCode, destination);
				expect(status).toBe(403);
				expect(workflowData).toBeUndefined();
			},
		);
	});
});

describe('A delivery status', () => {
	test('A delivery status in AT&T’s form starts the workflow', async () => {
		const { n8n } = await setUp();
		const { status, workflowData } = await n8n.webhook({
			parameters: deliveries,
			request: json(fixture('wire/delivery-info.att.callback.json')),
		});
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([
			{
				event: 'deliveryStatus',
				messageId: 'SMSa9b1927803784049',
				to: '+12065550100',
				status: 'DeliveredToTerminal',
				final: true,
			},
		]);
	});

	test('Each of several delivery statuses in OneAPI’s form is an item', async () => {
		const { n8n } = await setUp();
		const { status, workflowData } = await n8n.webhook({
			parameters: deliveries,
			request: json(fixture('wire/delivery-info.oneapi.callback.json')),
		});
		expect(status).toBe(200);
		const messageId = 'SMSa9b1927803784049';
		expect(jsonOf(workflowData)).toEqual([
			{
				event: 'deliveryStatus',
				messageId,
				to: '+12065550100',
				status: 'DeliveredToTerminal',
				final: true,
			},
			{
				event: 'deliveryStatus',
				messageId,
				to: '+12065550101',
				status: 'DeliveryImpossible',
				final: true,
			},
		]);
	});

	test.each([
		['DeliveredToTerminal', true],
		['DeliveryImpossible', true],
		['DeliveredToNetwork', false],
		['DeliveryUncertain', false],
		['MessageWaiting', false],
	])(
		'The status %s keeps AT&T’s word, and whether it is final is %s',
		async (deliveryStatus, final) => {
			const { n8n } = await setUp();
			const deliveryInfo = { address: 'tel:+12065550100', deliveryStatus };
			const { workflowData } = await n8n.webhook({
				parameters: deliveries,
				request: { body: { deliveryInfoNotification: { messageId: 'SMS1', deliveryInfo } } },
			});
			expect(jsonOf(workflowData)).toEqual([
				expect.objectContaining({ status: deliveryStatus, final }),
			]);
		},
	);

	test('Without Simplify, a delivery status is the gateway’s own object', async () => {
		const { n8n } = await setUp();
		const { workflowData } = await n8n.webhook({
			parameters: { ...deliveries, options: { simplify: false } },
			request: json(fixture('wire/delivery-info.oneapi.callback.json')),
		});
		expect(jsonOf(workflowData)).toEqual([
			{
				callbackData: 'SMSa9b1927803784049',
				deliveryInfo: { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' },
			},
			{
				callbackData: 'SMSa9b1927803784049',
				deliveryInfo: { address: 'tel:+12065550101', deliveryStatus: 'DeliveryImpossible' },
			},
		]);
	});
});

describe('The events of a trigger', () => {
	const kinds: Array<[string, object]> = [
		['message', message],
		['deliveryStatus', JSON.parse(fixture('wire/delivery-info.att.callback.json')) as object],
	];

	test.each(kinds)(
		'The event %s starts the workflow of a trigger on both events',
		async (kind, body) => {
			const { n8n } = await setUp();
			const { status, workflowData } = await n8n.webhook({ parameters: both, request: { body } });
			expect(status).toBe(200);
			expect(jsonOf(workflowData)).toEqual([expect.objectContaining({ event: kind })]);
		},
	);

	test.each(kinds)(
		'The event %s is acknowledged and starts nothing if the trigger is on the other one',
		async (kind, body) => {
			const { n8n } = await setUp();
			const events = ['message', 'deliveryStatus'].filter((event) => event !== kind);
			const { status, workflowData } = await n8n.webhook({
				parameters: webhook({ events }),
				request: { body },
			});
			expect(status).toBe(200);
			expect(workflowData).toBeUndefined();
		},
	);

	test('A trigger is on messages alone by default', async () => {
		const { n8n } = await setUp();
		const listener = await listen(n8n);
		for (const [, body] of kinds) expect((await listener.call({ body })).status).toBe(200);
		expect(listener.executions.flat(2)).toEqual([
			{ json: expect.objectContaining({ event: 'message' }) },
		]);
	});
});

describe('The text of a message', () => {
	test.each<[string, object, string]>([
		['null, which is an empty text', { Message: null }, ''],
		['missing, which is an empty text', { Message: undefined }, ''],
		['an object, which is written out', { Message: { text: 'Hello' } }, '{"text":"Hello"}'],
	])('The text of a message may be %s', async (_, fields, text) => {
		const { n8n } = await setUp();
		const { status, workflowData } = await n8n.webhook({
			parameters: webhook(),
			request: { body: { ...message, ...fields } },
		});
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([expect.objectContaining({ message: text })]);
	});
});

describe('A message without time and id', () => {
	test('A message without time and id is never a repeat: the second STOP of STOP, START, STOP comes through', async () => {
		const { n8n } = await setUp();
		const listener = await listen(n8n, { options: { ignoreDuplicates: true } });
		for (const Message of ['STOP', 'START', 'STOP']) {
			const body = { ...message, Message, DateTime: undefined, MessageId: '' };
			expect((await listener.call({ body })).status).toBe(200);
		}
		const received = listener.executions.flat(2).map(({ json }) => json);
		expect(received.map((json) => json.message)).toEqual(['STOP', 'START', 'STOP']);
		expect(new Set(received.map((json) => json.fingerprint)).size).toBe(3);
	});
});

describe('A message and a delivery status in one callback', () => {
	const body = {
		inboundSMSMessageNotification: { inboundSMSMessage: { ...message, Message: 'STOP' } },
		deliveryInfoNotification: {
			messageId: 'SMS1',
			deliveryInfo: { address: 'tel:+12065550100', deliveryStatus: 'DeliveredToTerminal' },
		},
	};

	test.each([
		[
			['message', 'deliveryStatus'],
			['message', 'deliveryStatus'],
		],
		[['message'], ['message']],
		[['deliveryStatus'], ['deliveryStatus']],
	])('A trigger on %j puts out items of %j', async (events, expected) => {
		const { n8n } = await setUp();
		const { status, workflowData } = await n8n.webhook({
			parameters: { ...both, events },
			request: json(JSON.stringify(body)),
		});
		expect(status).toBe(200);
		expect(jsonOf(workflowData).map(({ event }) => event)).toEqual(expected);
	});
});

describe('A request that isn’t a callback', () => {
	const notification = (deliveryInfo: unknown) => ({
		deliveryInfoNotification: { messageId: 'SMS1', deliveryInfo },
	});
	const without = (name: keyof typeof message): IDataObject => {
		const { [name]: _, ...rest } = message;
		return rest;
	};

	test.each<[string, unknown]>([
		['an empty object', {}],
		['a list', []],
		['null', null],
		['a number', 5],
		['a text', 'Hello'],
		['something else', { event: 'order', id: 5 }],
		['a message without a sender', without('SenderAddress')],
		['a message with an empty sender', { ...message, SenderAddress: ' ' }],
		[
			'a message whose sender is not a text',
			{ ...message, SenderAddress: { number: '2065550100' } },
		],
		['OneAPI’s without a message', { inboundSMSMessageNotification: {} }],
		[
			'OneAPI’s with an empty message',
			{ inboundSMSMessageNotification: { inboundSMSMessage: {} } },
		],
		['a delivery without deliveries', notification([])],
		['a delivery without a list', { deliveryInfoNotification: 'SMS1' }],
		[
			'a delivery without an address and an id',
			{ deliveryInfoNotification: { deliveryInfo: { deliveryStatus: 'DeliveredToTerminal' } } },
		],
		['a delivery without a status', notification({ address: 'tel:+12065550100' })],
	])(
		'JSON that isn’t a callback gets a 400 with the reason and starts nothing: %s',
		async (_, body) => {
			const { n8n } = await setUp();
			const answer = await n8n.webhook({ parameters: both, request: json(JSON.stringify(body)) });
			expect(answer.status).toBe(400);
			expect(JSON.parse(answer.body)).toEqual({
				error: 'Not a callback of AT&T: it is neither a message nor a delivery status',
			});
			expect(answer.workflowData).toBeUndefined();
			expect(answer.error).toBeUndefined();
		},
	);

	test.each<[string, { headers: Record<string, string>; body: string }, RegExp]>([
		['nothing', json(''), /empty/],
		['blanks', { headers: { 'content-type': 'text/plain' }, body: ' \n ' }, /empty/],
		[
			'a text',
			{ headers: { 'content-type': 'text/plain' }, body: 'Hello' },
			/not well-formed JSON/,
		],
		['a page', { headers: { 'content-type': 'text/html' }, body: '<html></html>' }, /HTML page/],
		[
			'bytes',
			{ headers: { 'content-type': 'application/octet-stream' }, body: '\u0000\u0001' },
			/not well-formed JSON/,
		],
		['half of an XML document', { headers: {}, body: '<a><b></a>' }, /not well-formed XML/],
		['other XML', xml('<order><id>5</id></order>'), /neither a message nor a delivery status/],
	])(
		'A body that isn’t a callback gets a 400 with the reason and starts nothing: %s',
		async (_, request, reason) => {
			const { n8n } = await setUp();
			const answer = await n8n.webhook({ parameters: both, request });
			expect(answer.status).toBe(400);
			const { error } = JSON.parse(answer.body) as { error: string };
			expect(error).toMatch(/^Not a callback of AT&T: /);
			expect(error).toMatch(reason);
			expect(answer.workflowData).toBeUndefined();
		},
	);

	// n8n reads these itself, before the node sees them.
	test.each<[string, { headers: Record<string, string>; body: string }]>([
		['half of a JSON document', json('{"Message": "Hel')],
		['half of an XML document', xml('<a><b></a>')],
	])(
		'A body that n8n can’t read gets a 422 from n8n and starts nothing: %s',
		async (_, request) => {
			const { n8n } = await setUp();
			const answer = await n8n.webhook({ parameters: both, request });
			expect(answer.status).toBe(422);
			expect(answer.body).toContain('Failed to parse request body');
			expect(answer.workflowData).toBeUndefined();
		},
	);
});

describe('Callbacks from the gateway', () => {
	/** The trigger, registered as the listener of the online short code. */
	const registered = async (
		settings: Parameters<typeof setUp>[0] = {},
		parameters: INodeParameters = {},
		options: Parameters<typeof listen>[2] = {},
	) => {
		const { sandbox, n8n } = await setUp(settings);
		const listener = await listen(n8n, parameters, options);
		for (const shortCode of [offline, online]) {
			sandbox.setListener(shortCode, { message: listener.url, deliveryStatus: listener.url });
		}
		const acknowledged = async (count: number) =>
			await sandbox.until(
				({ callbacks }) =>
					callbacks.length === count && callbacks.every(({ state }) => state === 'acknowledged'),
			);
		const received = () => listener.executions.flatMap(([items]) => items ?? []);
		return { sandbox, n8n, listener, acknowledged, received };
	};

	test('Each message reaches the listener once', async () => {
		const { sandbox, acknowledged, received } = await registered();
		const texts = Array.from({ length: 20 }, (_, n) => `Text ${n}`);
		texts.forEach((text, n) => sandbox.text({ from: mobile(n), to: online, message: text }));
		await acknowledged(20);
		expect(sandbox.history.callbacks.every(({ attempts }) => attempts.length === 1)).toBe(true);
		expect(
			received()
				.map(
					({ json: { message: text, senderAddress } }) =>
						`${String(senderAddress)} ${String(text)}`,
				)
				.sort(),
		).toEqual(texts.map((text, n) => `${mobile(n)} ${text}`).sort());
	});

	test('A message is repeated until n8n has accepted it', async () => {
		let failures = 2;
		const { sandbox, listener, acknowledged, received } = await registered(
			{ callbackRetryMs: [10] },
			{},
			{
				start: () => {
					if (failures-- > 0) throw new Error('The database is locked');
				},
			},
		);
		sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
		await acknowledged(1);
		expect(sandbox.history.callbacks[0]?.attempts.map(({ http }) => http)).toEqual([500, 500, 200]);
		expect(received()).toEqual([{ json: expect.objectContaining({ message: 'Hello' }) }]);
		expect(listener.errors).toEqual([]);
	});

	test.each(addressForms)(
		'Addresses written as %s are read the same',
		async (callbackAddressForm) => {
			const { sandbox, n8n, acknowledged, received } = await registered(
				{ callbackAddressForm },
				{ events: ['message', 'deliveryStatus'] },
			);
			sandbox.text({ from: '(206) 555-0100', to: online, message: 'from a mobile' });
			await acknowledged(1);
			sandbox.text({ from: '52345', to: online, message: 'from a short code' });
			await acknowledged(2);
			await n8n.execute({ parameters: sending({ options: { notifyDeliveryStatus: true } }) });
			await acknowledged(3);
			expect(received().map(({ json: { senderAddress, to } }) => senderAddress ?? to)).toEqual([
				'+12065550100',
				'52345',
				'+12065550100',
			]);
		},
	);

	test.each(['att', 'oneApi'] as const)(
		'Each delivery status of a message with notification comes out: %s',
		async (provider) => {
			const { n8n, sandbox, acknowledged, received } = await registered(
				{ undeliverable: [mobile(1)] },
				{ events: ['deliveryStatus'] },
			);
			const [sent] = jsonOf(
				await n8n.execute({
					parameters: sending({
						provider,
						...(provider === 'oneApi' && { senderAddress: online }),
						to: `${mobile(0)}, ${mobile(1)}`,
						options: { notifyDeliveryStatus: true },
					}),
				}),
			);
			await acknowledged(2);
			const statuses = received()
				.map(({ json: item }) => item)
				.sort((a, b) => String(a.to).localeCompare(String(b.to)));
			const common = { event: 'deliveryStatus', messageId: sent?.messageId, final: true };
			expect(sent?.messageId).toBe(sandbox.history.accepted[0]?.id);
			expect(statuses).toEqual([
				{ ...common, to: mobile(0), status: 'DeliveredToTerminal' },
				{ ...common, to: mobile(1), status: 'DeliveryImpossible' },
			]);
		},
	);

	test.each(['att', 'oneApi'] as const)(
		'Each of several delivery statuses in one callback is an item: %s',
		async (callbackDialect) => {
			const { n8n, listener, acknowledged, received } = await registered(
				{ deliveryNotifications: 'together', callbackDialect },
				{ events: ['deliveryStatus'] },
			);
			await n8n.execute({
				parameters: sending({
					to: [0, 1, 2].map(mobile).join(),
					options: { notifyDeliveryStatus: true },
				}),
			});
			await acknowledged(1);
			expect(listener.executions).toHaveLength(1);
			expect(received().map(({ json: { to } }) => to)).toEqual([0, 1, 2].map(mobile));
		},
	);

	test('A trigger on messages alone acknowledges a delivery status, which isn’t repeated', async () => {
		const { n8n, sandbox, acknowledged, received } = await registered();
		await n8n.execute({ parameters: sending({ options: { notifyDeliveryStatus: true } }) });
		await acknowledged(1);
		expect(sandbox.history.callbacks[0]?.attempts).toHaveLength(1);
		expect(received()).toEqual([]);
	});

	test('The listener sends no request to the gateway', async () => {
		const { sandbox, acknowledged } = await registered();
		sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
		await acknowledged(1);
		expect(asked(sandbox, 'inbox')).toEqual([]);
		expect(sandbox.history.tokenRequests).toEqual([]);
	});
});
