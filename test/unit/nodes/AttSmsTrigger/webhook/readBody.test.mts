import type { IWebhookFunctions } from 'n8n-workflow';
import { readBody } from '../../../../../nodes/AttSmsTrigger/webhook/readBody.ts';

/** What n8n hands to a webhook: see its webhook-helpers and body-parser. */
interface Given {
	contentType?: string;
	rawBody?: string | Buffer;
	body?: unknown;
	/** What the caller sends after n8n has left the body unread. */
	unread?: string | Buffer;
	/** Contents of the files that n8n has stored, by path. */
	stored?: Record<string, string>;
	/** Whether n8n stores binary data elsewhere than in memory. */
	storesElsewhere?: boolean;
}

const read = async (given: Given) => {
	const { contentType, rawBody, body, unread, stored = {}, storesElsewhere = false } = given;
	const request = {
		headers: contentType === undefined ? {} : { 'content-type': contentType },
		rawBody: rawBody === undefined ? undefined : Buffer.from(rawBody),
		body,
		async readRawBody() {
			request.rawBody = Buffer.from(unread ?? '');
		},
	};
	const context = {
		getRequestObject: () => request,
		nodeHelpers: {
			copyBinaryFile: async (path: string) =>
				storesElsewhere
					? { data: 'filesystem-v2', id: `filesystem-v2:${path}` }
					: { data: Buffer.from(stored[path] ?? '').toString('base64') },
		},
		helpers: {
			getBinaryStream: async (id: string) => id.replace('filesystem-v2:', ''),
			binaryToBuffer: async (path: string) => Buffer.from(stored[path] ?? ''),
		},
	};
	return await readBody(context as unknown as IWebhookFunctions);
};

const urlEncoded = 'application/x-www-form-urlencoded';
const form = async (rawBody: string | Buffer, contentType = urlEncoded) =>
	await read({ contentType, rawBody });
/** Fields of a multipart form, as n8n has parsed them. */
const multipart = async (data: object, given: Partial<Given> & { files?: object } = {}) => {
	const { files = {}, ...more } = given;
	const contentType = 'multipart/form-data; boundary=x';
	return await read({ contentType, body: { data, files }, ...more });
};

const att = {
	DateTime: '08-03-2014T10:11:12',
	MessageId: '',
	Message: 'Salt & Pepper + é 你好 {x} [y] 50%',
	SenderAddress: 'tel:+12065550100',
	DestinationAddress: '22627012',
};
const json = JSON.stringify(att);
const xml = `<InboundSmsMessage>${Object.entries(att)
	.map(([name, value]) => `<${name}>${value.replace('&', '&amp;')}</${name}>`)
	.join('')}</InboundSmsMessage>`;
const received = {
	event: 'message',
	messages: [
		{
			message: att.Message,
			senderAddress: '+12065550100',
			destinationAddress: '22627012',
			dateTime: att.DateTime,
		},
	],
};
const encode = (fields: Record<string, string> | Array<[string, string]>) =>
	new URLSearchParams(fields).toString();

describe('A form', () => {
	test('A form with the fields of AT&T’s callback is read', async () => {
		expect(await form(encode(att))).toMatchObject(received);
	});

	test('Fields are read in any letter case, and with a charset in the form’s type', async () => {
		const body = encode(
			Object.entries(att).map(([name, value]): [string, string] => [name.toLowerCase(), value]),
		);
		expect(await form(body, `${urlEncoded}; charset=UTF-8`)).toMatchObject(received);
	});

	test('A form in Latin-1 is read, with its charset named or not', async () => {
		const body = 'SenderAddress=tel:2065550100&Message=caf%E9+ol%E9';
		const messages = [{ message: 'café olé', senderAddress: '+12065550100' }];
		expect(await form(body, `${urlEncoded}; charset=ISO-8859-1`)).toMatchObject({ messages });
		expect(await form(body)).toMatchObject({ messages });
	});

	test('A form’s unescaped characters and lone percent sign are kept', async () => {
		expect(await form('SenderAddress=tel:2065550100&Message=100% é = %zz;%')).toMatchObject({
			messages: [{ message: '100% é = %zz;%' }],
		});
	});

	test.each([
		['no text', 'SenderAddress=tel%3A2065550100'],
		['an empty text', 'SenderAddress=tel%3A2065550100&Message='],
		['a text without an equals sign', 'SenderAddress=tel%3A2065550100&Message'],
	])('A form with %s is a message with an empty text', async (_, body) => {
		expect(await form(body)).toMatchObject({
			messages: [{ message: '', senderAddress: '+12065550100' }],
		});
	});

	test.each(['%2B22627012', 'tel%3A%2B22627012', 'tel%253A%252B22627012', 'short%3A22627012'])(
		'A form’s short code may be written as %s',
		async (code) => {
			const body = `SenderAddress=2065550100&Message=Hi&DestinationAddress=${code}`;
			expect(await form(body)).toMatchObject({ messages: [{ destinationAddress: '22627012' }] });
		},
	);

	test.each([
		['in brackets', (path: string[]) => path.reduce((name, part) => `${name}[${part}]`)],
		['with dots', (path: string[]) => path.join('.')],
	])('A form with OneAPI’s names %s is read', async (_, write) => {
		const body = encode(
			Object.entries(att).map(([name, value]): [string, string] => [
				write(['inboundSMSMessageNotification', 'inboundSMSMessage', name]),
				value,
			]),
		);
		expect(await form(body)).toMatchObject(received);
	});

	test('Several messages in a form are read by their numbers, in their order', async () => {
		const name = (index: number, field: string) =>
			`inboundSMSMessageList[inboundSMSMessage][${index}][${field}]`;
		const body = encode(
			[10, 0, 2].flatMap((index): Array<[string, string]> => [
				[name(index, 'senderAddress'), 'tel:2065550100'],
				[name(index, 'message'), `number ${index}`],
			]),
		);
		expect(await form(body)).toMatchObject({
			event: 'message',
			messages: [{ message: 'number 0' }, { message: 'number 2' }, { message: 'number 10' }],
		});
	});

	const delivered = {
		event: 'deliveryStatus',
		notices: [{ messageId: 'SMS1', to: '+12065550100', status: 'DeliveredToTerminal' }],
	};

	test.each<[string, Record<string, string>]>([
		[
			'flat',
			{ messageId: 'SMS1', address: 'tel:2065550100', deliveryStatus: 'DeliveredToTerminal' },
		],
		[
			'flat, with the id in callbackData and capitals',
			{ CallbackData: 'SMS1', Address: '2065550100', DeliveryStatus: 'DeliveredToTerminal' },
		],
		[
			'in brackets',
			{
				'deliveryInfoNotification[messageId]': 'SMS1',
				'deliveryInfoNotification[deliveryInfo][address]': 'tel:2065550100',
				'deliveryInfoNotification[deliveryInfo][deliveryStatus]': 'DeliveredToTerminal',
			},
		],
		[
			'in brackets, without the notification',
			{
				messageId: 'SMS1',
				'deliveryInfo[0][address]': 'tel:2065550100',
				'deliveryInfo[0][deliveryStatus]': 'DeliveredToTerminal',
			},
		],
	])('A delivery status may come as a form with its fields %s', async (_, fields) => {
		expect(await form(encode(fields))).toMatchObject(delivered);
		expect(await multipart(fields)).toMatchObject(delivered);
	});

	test('A form may have a flat delivery status for each of several recipients', async () => {
		const body =
			'messageId=SMS1&address=2065550100&deliveryStatus=DeliveredToTerminal' +
			'&address=2065550101&deliveryStatus=DeliveryImpossible';
		expect(await form(body)).toMatchObject({
			event: 'deliveryStatus',
			notices: [
				{ messageId: 'SMS1', to: '+12065550100', status: 'DeliveredToTerminal' },
				{ messageId: 'SMS1', to: '+12065550101', status: 'DeliveryImpossible' },
			],
		});
	});

	test('A form’s callbackData and all of its fields are kept for an output that isn’t simplified', async () => {
		const body =
			'callbackData=c1&messageId=SMS1&address=2065550100&deliveryStatus=DeliveryImpossible';
		expect(await form(body)).toMatchObject({
			notices: [
				{
					raw: {
						callbackData: 'c1',
						messageId: 'SMS1',
						deliveryInfo: { address: '2065550100', deliveryStatus: 'DeliveryImpossible' },
					},
				},
			],
		});
	});

	const fieldsAround: Array<[string, (document: string) => Record<string, string>]> = [
		['its only field', (document) => ({ data: document })],
		['its only field, even if that is named message', (document) => ({ message: document })],
		['one of its fields', (document) => ({ version: '2', payload: document, empty: '' })],
	];

	test.each(fieldsAround)('A form may hold the JSON or XML in %s', async (_, around) => {
		for (const document of [json, ` ${xml}\n`]) {
			expect(await form(encode(around(document)))).toMatchObject(received);
			expect(await multipart(around(document))).toMatchObject(received);
		}
	});

	test('JSON or XML is read though its type says that it is a form', async () => {
		expect(await form(json)).toMatchObject(received);
		expect(await form(` ${xml}`)).toMatchObject(received);
	});

	test('A callback in the text of a message isn’t read as one', async () => {
		const forged = JSON.stringify({ SenderAddress: 'tel:2065550199', Message: 'forged' });
		expect(await form(encode({ ...att, Message: forged }))).toMatchObject({
			messages: [{ senderAddress: '+12065550100', message: forged }],
		});
		expect(await form(encode({ Message: forged, SenderAddress: '', DateTime: '' }))).toMatchObject({
			status: 400,
		});
	});

	test('A form’s names may be reserved in JavaScript, and change nothing', async () => {
		const body = `${encode(att)}&__proto__[polluted]=1&constructor[prototype][polluted]=1&a[__proto__][polluted]=1`;
		const callback = await form(body);
		expect(callback).toMatchObject(received);
		expect({}).not.toHaveProperty('polluted');
		const [{ raw } = { raw: undefined }] = (callback as { messages: Array<{ raw: object }> })
			.messages;
		expect(Object.getPrototypeOf(raw)).toBe(Object.prototype);
		expect(JSON.stringify(raw)).not.toContain('__proto__');
	});

	test.each([
		['without a sender', 'Message=Hello'],
		['of other fields', 'a=1&b=2'],
		['of a name alone', '='],
		['with a text under a name and fields below it', 'deliveryInfo=1&deliveryInfo[address]=2'],
	])('A form %s is rejected', async (_, body) => {
		expect(await form(body)).toEqual({
			status: 400,
			reason: 'it is neither a message nor a delivery status',
		});
	});
});

describe('A multipart form', () => {
	test('A multipart form with the fields of AT&T’s callback is read', async () => {
		expect(await multipart(att)).toMatchObject(received);
	});

	test.each([false, true])(
		'Parts with a type of their own are read from the files that n8n makes of them (stored elsewhere: %s)',
		async (storesElsewhere) => {
			const stored = Object.fromEntries(
				Object.entries(att).map(([name, value]) => [`/tmp/${name}`, value]),
			);
			const files = Object.fromEntries(
				Object.entries(att).map(([name, value]) => [
					name,
					{
						filepath: `/tmp/${name}`,
						originalFilename: null,
						newFilename: 'x',
						mimetype: 'text/plain; charset=UTF-8',
						size: Buffer.byteLength(value),
					},
				]),
			);
			expect(await multipart({}, { files, stored, storesElsewhere })).toMatchObject(received);
		},
	);

	test.each([
		['JSON', json],
		['XML', xml],
	])('A multipart form may have a file with a document in %s', async (_, document) => {
		const file = { filepath: '/tmp/x', mimetype: 'application/json', size: document.length };
		const given = { files: { upload: [file] }, stored: { '/tmp/x': document } };
		expect(await multipart({ version: '2' }, given)).toMatchObject(received);
	});

	test('A multipart form of a kind that n8n doesn’t parse is read from its bytes', async () => {
		const lines = [
			'preamble',
			'--b',
			'Content-Type: application/json; charset=UTF-8',
			'',
			json,
			'--b',
			'Content-Type: text/plain',
			'',
			'the end',
			'--b--',
			'',
		];
		for (const newLine of ['\n', '\r\n']) {
			const unread = lines.join(newLine);
			for (const contentType of [
				'multipart/mixed; boundary=b',
				'multipart/related; boundary="b"',
			]) {
				expect(await read({ contentType, unread })).toMatchObject(received);
			}
		}
	});

	test('A multipart form without a Content-Type is read', async () => {
		const unread = Object.entries(att)
			.map(
				([name, value]) =>
					`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
			)
			.join('');
		expect(await read({ unread: `${unread}--b--\r\n` })).toMatchObject(received);
	});

	test('A text in a multipart form may contain the characters of the boundary', async () => {
		const Message = 'a --b c\r\n--b\u0020d\r\n--bc\r\nend';
		const fields = { ...att, Message };
		const unread = `${Object.entries(fields)
			.map(([name, value]) => `--b\r\nContent-Disposition: form-data; name=${name}\r\n\r\n${value}`)
			.join('\r\n')}\r\n--b--`;
		expect(await read({ unread, contentType: 'multipart/mixed; boundary=b' })).toMatchObject({
			messages: [{ message: Message }],
		});
		expect(await read({ unread })).toMatchObject({ messages: [{ message: Message }] });
	});

	test('A multipart form larger than any callback is rejected with 413', async () => {
		const large = 'x'.repeat(64 * 1024);
		expect(await multipart({ ...att, extra: large })).toMatchObject({ status: 413 });
		const file = { filepath: '/tmp/x', mimetype: 'text/plain', size: 64 * 1024 + 1 };
		expect(await multipart({}, { files: { upload: file } })).toMatchObject({ status: 413 });
	});
});

describe('A body', () => {
	test.each([
		['JSON', json],
		['XML', xml],
		['a form', encode(att)],
	])('A body of %s without a Content-Type is read', async (_, unread) => {
		expect(await read({ unread })).toMatchObject(received);
		expect(await read({ rawBody: unread })).toMatchObject(received);
		expect(await read({ rawBody: unread, contentType: 'text/plain' })).toMatchObject(received);
	});

	test.each<[string, unknown]>([
		['JSON', att],
		['a form', Object.assign(Object.create(null) as object, att)],
		['a text of JSON', json],
		['a text of XML', xml],
		['a text of a form', encode(att)],
		[
			'XML, as n8n parses it',
			{
				inboundsmsmessage: Object.fromEntries(
					Object.entries(att).map(([name, value]) => [name.toLowerCase(), value]),
				),
			},
		],
	])('A body is read that n8n has parsed already, keeping no bytes: %s', async (_, body) => {
		expect(await read({ body })).toMatchObject(received);
	});

	test.each<[string, Given]>([
		['no bytes', { unread: '' }],
		['no fields', { body: {} }],
		['no fields of a form', { contentType: urlEncoded, rawBody: '', body: {} }],
		['no parts', { contentType: 'multipart/form-data; boundary=x', body: { data: {}, files: {} } }],
	])('A body of %s is rejected as empty', async (_, given) => {
		expect(await read(given)).toEqual({ status: 400, reason: 'it is empty' });
	});

	test('A body that turns out to be too large once it is read is rejected with 413', async () => {
		expect(await read({ unread: json + ' '.repeat(64 * 1024) })).toMatchObject({ status: 413 });
	});
});
