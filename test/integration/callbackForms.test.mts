/**
 * What gateways post, in every form: AT&T’s callbacks and OneAPI’s, with the names of versions 2 and
 * 3, as JSON, XML, a form and a multipart form, through n8n’s way of reading bodies.
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { createN8n, type N8n } from '../support/n8nContexts.mts';
import { jsonOf, listen } from './support.mts';
import { receiving } from './support/callbacks.mts';
import {
	callbackForms,
	inForm,
	isObject,
	toMultipart,
	untyped,
	type CallbackForm,
} from './support/callbackForms.mts';

const providers = ['att', 'oneApi'] as const;
const versions = ['2', '3'] as const;

interface Row {
	provider: (typeof providers)[number];
	version: (typeof versions)[number];
	form: CallbackForm;
}

const rows: Row[] = providers.flatMap((provider) =>
	versions.flatMap((version) => callbackForms.map((form) => ({ provider, version, form }))),
);

const base: IDataObject = {
	DateTime: '08-03-2014T10:11:12',
	MessageId: 'msg1',
	Message: 'Salt & Pepper <3 é 你好\nline two',
	SenderAddress: 'tel:+12065550100',
	DestinationAddress: '22627012',
};

const withNames = (value: unknown, rename: (name: string) => string): unknown => {
	if (Array.isArray(value)) return value.map((entry) => withNames(entry, rename));
	if (!isObject(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, inner]) => [rename(name), withNames(inner, rename)]),
	);
};
/** Version 2 begins AT&T’s names with capitals, version 3 with small letters. */
const letterCase = ({ version }: Row, json: IDataObject): IDataObject =>
	withNames(json, (name) => {
		const first = name.charAt(0);
		return (version === '2' ? first.toUpperCase() : first.toLowerCase()) + name.slice(1);
	}) as IDataObject;

/** One message, or several, as the provider posts them. AT&T’s own callback has just one. */
const messages = (row: Row, ...each: IDataObject[]): IDataObject => {
	if (row.provider === 'oneApi') {
		const inboundSMSMessage = each.length === 1 ? each[0] : each;
		return letterCase(row, { inboundSMSMessageNotification: { inboundSMSMessage } });
	}
	return letterCase(row, each.length === 1 ? each[0]! : { InboundSmsMessage: each });
};

/** Keeps nothing between the tests, unless it is asked to ignore duplicates. */
let n8n: N8n;
beforeAll(async () => {
	n8n = await createN8n();
});

const post = async (row: Row, json: IDataObject, parameters: INodeParameters = receiving()) => {
	const request = inForm(row.form, json);
	return await n8n.webhook({ parameters: { provider: row.provider, ...parameters }, request });
};

const receive = async (row: Row, json: IDataObject, parameters?: INodeParameters) => {
	const { status, workflowData, error } = await post(row, json, parameters);
	expect(error).toBeUndefined();
	expect(status).toBe(200);
	return jsonOf(workflowData);
};

const without = (name: string): IDataObject =>
	Object.fromEntries(Object.entries(base).filter(([key]) => key !== name));

describe.each(rows)('Callbacks of $provider, version $version, as $form', (row) => {
	const one = async (fields: IDataObject) => {
		const received = await receive(row, messages(row, { ...base, ...fields }));
		expect(received).toHaveLength(1);
		return received[0];
	};

	test('A message is read in full', async () => {
		expect(await one({})).toEqual({
			event: 'message',
			messageId: 'msg1',
			message: base.Message,
			senderAddress: '+12065550100',
			destinationAddress: '22627012',
			dateTime: base.DateTime,
			localDateTime: '2014-08-03T10:11:12',
			receivedAt: expect.stringMatching(/^\d{4}-.*Z$/),
			keyword: null,
			fingerprint: expect.stringMatching(/^[\da-f]{64}$/),
		});
	});

	test('A message is read without a Content-Type, too', async () => {
		const request = untyped(inForm(row.form, messages(row, base)));
		const { status, workflowData } = await n8n.webhook({ parameters: receiving(), request });
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([expect.objectContaining({ message: base.Message })]);
	});

	test('A text that is null or missing is empty', async () => {
		expect(await one({ Message: null })).toMatchObject({ message: '' });
		const [received] = await receive(row, messages(row, without('Message')));
		expect(received).toMatchObject({ message: '', senderAddress: '+12065550100' });
		expect(received).not.toHaveProperty('damaged');
	});

	test.each<[unknown, string]>([
		[12065550100, '+12065550100'],
		[2065550100, '+12065550100'],
		['tel%3A%2B12065550100', '+12065550100'],
		['tel:2065550100', '+12065550100'],
		[52345, '52345'],
	])('The sender %p is read', async (SenderAddress, senderAddress) => {
		expect(await one({ SenderAddress } as IDataObject)).toMatchObject({ senderAddress });
	});

	test.each([
		['26/Jul/2012:21:55:01:462 +0000', '2012-07-26T21:55:01.462', '2012-07-26T21:55:01.462Z'],
		['26/Jul/2012:21:55:01:462 -0500', '2012-07-26T21:55:01.462', '2012-07-27T02:55:01.462Z'],
		['2012-07-26T21:55:01+02:00', '2012-07-26T21:55:01', '2012-07-26T19:55:01.000Z'],
		['04-15-2011T12:00:00-05:00', '2011-04-15T12:00:00', '2011-04-15T17:00:00.000Z'],
		['04-15-2011T12:00:00', '2011-04-15T12:00:00', undefined],
		['15-04-2011T12:00:00', '', undefined],
	])('The time %s is read, with its zone', async (DateTime, localDateTime, dateTimeUtc) => {
		const received = await one({ DateTime });
		expect(received).toMatchObject({ dateTime: DateTime, localDateTime });
		expect(received?.dateTimeUtc).toBe(dateTimeUtc);
	});

	test.each([
		'22627012',
		'+22627012',
		'tel:+22627012',
		'tel%3A%2B22627012',
		'short:22627012',
		'sip:22627012@ims.example.com',
	])(
		'A callback may write the trigger’s short code as %s, and no other is accepted',
		async (code) => {
			const json = messages(row, { ...base, DestinationAddress: code });
			const parameters = (shortCode: string) => receiving({}, { shortCode });
			expect(await receive(row, json, parameters('22627012'))).toMatchObject([
				{ destinationAddress: '22627012' },
			]);
			expect((await post(row, json, parameters('22627013'))).status).toBe(403);
		},
	);

	test('A message that names no short code is accepted', async () => {
		const json = messages(row, without('DestinationAddress'));
		expect(await receive(row, json, receiving({}, { shortCode: '22627012' }))).toHaveLength(1);
	});

	test('Two messages to two short codes both come out', async () => {
		const json = messages(row, base, { ...base, DestinationAddress: '+22627013' });
		const received = await receive(row, json, receiving({}, { shortCode: '22627012' }));
		expect(received.map((each) => each.destinationAddress)).toEqual(['22627012', '22627013']);
	});

	test('The messages of a pushed list come out', async () => {
		const inboundSMSMessage = [base, { ...base, Message: 'second' }];
		const list = { inboundSMSMessage, numberOfMessagesInThisBatch: '2' };
		const json = letterCase(row, { inboundSMSMessageList: list });
		const received = await receive(row, json);
		expect(received.map((each) => each.message)).toEqual([base.Message, 'second']);
	});

	test('A list of null, or of an empty element, isn’t a message', async () => {
		const of = (...inboundSMSMessage: unknown[]) =>
			letterCase(row, { inboundSMSMessageList: { inboundSMSMessage } } as IDataObject);
		const { status, workflowData } = await post(row, of(null));
		expect(status).toBe(400);
		expect(workflowData).toBeUndefined();
		expect(await receive(row, of(base, null))).toHaveLength(1);
	});

	test('Without Simplify, all that the gateway wrote comes out', async () => {
		const expected = { ...base, carrier: 'AT&T' };
		const [received] = await receive(row, messages(row, expected), receiving({ simplify: false }));
		expect(received).toMatchObject(letterCase(row, expected));
		expect(received).not.toHaveProperty('fingerprint');
	});

	/** Fields that could not distinguish a second STOP from the first one repeated. */
	const alike: Array<[string, (message: IDataObject) => IDataObject]> = [
		['without id and time', (message) => messages(row, message)],
		['with a date alone', (message) => messages(row, { ...message, DateTime: '04-15-2011' })],
		['with 0 for an id', (message) => messages(row, { ...message, MessageId: 0 })],
		[
			'with undefined and null as words',
			(message) => messages(row, { ...message, DateTime: 'undefined', MessageId: 'null' }),
		],
		[
			'in pushed lists that count their ids from 0',
			(message) =>
				letterCase(row, {
					inboundSMSMessageList: { inboundSMSMessage: [{ ...message, MessageId: 'msg0' }] },
				}),
		],
	];

	test.each(alike)('STOP, START, STOP %s all come through Ignore Duplicates', async (_, wrap) => {
		const listener = await listen(await createN8n(), { options: { ignoreDuplicates: true } });
		for (const Message of ['STOP', 'START', 'STOP']) {
			const { SenderAddress } = base;
			const { status } = await listener.call(inForm(row.form, wrap({ SenderAddress, Message })));
			expect(status).toBe(200);
		}
		const received = listener.executions.flat(2).map(({ json }) => json);
		expect(received.map(({ keyword }) => keyword)).toEqual(['optOut', 'optIn', 'optOut']);
		expect(new Set(received.map((each) => each.fingerprint)).size).toBe(3);
	});

	test('A repeat with the same time or id is ignored', async () => {
		const listener = await listen(await createN8n(), { options: { ignoreDuplicates: true } });
		for (const fields of [{ MessageId: 'msg1' }, { DateTime: base.DateTime }]) {
			const { SenderAddress } = base;
			const request = inForm(row.form, messages(row, { SenderAddress, Message: 'Hi', ...fields }));
			for (let time = 0; time < 2; time++) {
				expect((await listener.call(request)).status).toBe(200);
			}
		}
		expect(listener.executions).toHaveLength(2);
	});

	test('A single message without an id has the id of its notification', async () => {
		const inboundSMSMessage = without('MessageId');
		const notification = { messageId: 'msg1', inboundSMSMessage };
		const json = letterCase(row, { inboundSMSMessageNotification: notification });
		expect(await receive(row, json)).toMatchObject([{ messageId: 'msg1' }]);
	});

	describe('A delivery status', () => {
		const info = { address: 'tel:2065550100', deliveryStatus: 'DeliveryImpossible' };
		const parameters = receiving({}, { events: ['deliveryStatus'] });
		const whole = receiving({ simplify: false }, { events: ['deliveryStatus'] });
		const about = row.provider === 'att' ? { messageId: 'SMS1' } : { callbackData: 'SMS1' };

		test('A delivery status is read, and comes out whole without Simplify', async () => {
			const json = letterCase(row, { deliveryInfoNotification: { ...about, deliveryInfo: info } });
			expect(await receive(row, json, parameters)).toEqual([
				{
					event: 'deliveryStatus',
					messageId: 'SMS1',
					to: '+12065550100',
					status: 'DeliveryImpossible',
					final: true,
				},
			]);
			expect(await receive(row, json, whole)).toEqual([
				letterCase(row, { ...about, deliveryInfo: info }),
			]);
		});

		test.each<[string, IDataObject]>([
			['the deliveryInfo', { deliveryInfo: [{ ...info, messageId: 'SMS1' }] }],
			[
				'a link',
				{
					callbackData: 'mine',
					link: [{ rel: 'x', href: 'https://example.com/2/outbound/1/requests/SMS1' }],
					deliveryInfo: info,
				},
			],
			[
				'a link of AT&T’s own form',
				{
					callbackData: 'mine',
					link: { href: 'https://example.com/2/outbound/requests/22627012/SMS1/deliveryInfos' },
					deliveryInfo: info,
				},
			],
			[
				'a link that is a text',
				{ callbackData: 'mine', link: '/2/outbound/1/requests/SMS1', deliveryInfo: info },
			],
		])('The id of a delivery status is found in %s', async (_, notification) => {
			const json = letterCase(row, { deliveryInfoNotification: notification });
			expect(await receive(row, json, parameters)).toMatchObject([{ messageId: 'SMS1' }]);
		});

		test('A delivery status without an address has the id of its message', async () => {
			const deliveryInfo = { ...info, address: null };
			const json = letterCase(row, { deliveryInfoNotification: { ...about, deliveryInfo } });
			expect(await receive(row, json, parameters)).toEqual([
				{
					event: 'deliveryStatus',
					messageId: 'SMS1',
					to: '',
					status: 'DeliveryImpossible',
					final: true,
					damaged: { reason: 'it names no recipient', raw: expect.any(Object) },
				},
			]);
		});
	});
});

test.each([
	['26/Jul/2012:21:55:01:462 +0000', '26/Jul/2012:21:55:01:462 +0000', '2012-07-26T21:55:01.462Z'],
	['2012-07-26T21:55:01+02:00', '2012-07-26T21:55:01+02:00', '2012-07-26T19:55:01.000Z'],
	['Fri Nov 22 12:12:13 2013', 'Fri Nov 22 12:12:13 2013', undefined],
])(
	'The plus of a time zone is read in a form that doesn’t escape it: %s',
	async (written, dateTime, dateTimeUtc) => {
		const { status, workflowData } = await n8n.webhook({
			parameters: receiving(),
			request: {
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
				body: `SenderAddress=tel:+12065550100&Message=at 10:11:12 0000&DateTime=${written}`,
			},
		});
		expect(status).toBe(200);
		const [received] = jsonOf(workflowData);
		expect(received).toMatchObject({ dateTime, message: 'at 10:11:12 0000' });
		expect(received?.dateTimeUtc).toBe(dateTimeUtc);
	},
);

describe('A multipart form', () => {
	const boundary = 'x';
	const request = (body: string) => ({
		headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
		body,
	});
	const fields = Object.entries(base) as Array<[string, string]>;

	test.each(['text/plain; charset=UTF-8', 'text/plain', 'application/octet-stream'])(
		'A multipart form with parts of the type %s is read, though n8n takes them for files',
		async (partType) => {
			const { status, workflowData } = await n8n.webhook({
				parameters: receiving(),
				request: request(toMultipart(fields, boundary, partType)),
			});
			expect(status).toBe(200);
			expect(jsonOf(workflowData)).toEqual([expect.objectContaining({ message: base.Message })]);
		},
	);

	test('A multipart form that holds the callback as a document is read', async () => {
		const { status, workflowData } = await n8n.webhook({
			parameters: receiving(),
			request: request(
				toMultipart([['upload', JSON.stringify(base)]], boundary, 'application/json'),
			),
		});
		expect(status).toBe(200);
		expect(jsonOf(workflowData)).toEqual([expect.objectContaining({ message: base.Message })]);
	});
});
