// Bodies made to do harm. None may start anything, crash anything, or grow beyond its own size.
import { gzipSync } from 'node:zlib';
import { createN8n, type WebhookCall } from '../support/n8nContexts.mts';
import { jsonOf, listen, mobile } from './support.mts';
import { mo, receiving } from './support/callbacks.mts';

const limit = 64 * 1024;

const plain = (body: string | Buffer): WebhookCall => ({
	headers: { 'content-type': 'text/plain' },
	body,
});
const json = (body: string | Buffer): WebhookCall => ({
	headers: { 'content-type': 'application/json' },
	body,
});
const xml = (body: string | Buffer): WebhookCall => ({
	headers: { 'content-type': 'application/xml' },
	body,
});

const tell = async (request: WebhookCall, options = {}) => {
	const n8n = await createN8n();
	const parameters = receiving(options, { events: ['message', 'deliveryStatus'] });
	return await n8n.webhook({ parameters, request });
};

describe('The size of a body', () => {
	const padded = (bytes: number) => {
		const body = JSON.stringify(mo());
		return `${body}${' '.repeat(bytes - Buffer.byteLength(body))}`;
	};

	test('A body of 64 kB is accepted', async () => {
		const answer = await tell(json(padded(limit)));
		expect(answer.status).toBe(200);
		expect(answer.workflowData).toHaveLength(1);
	});

	test('A body of one byte more than 64 kB gets an empty 413', async () => {
		const answer = await tell(json(padded(limit + 1)));
		expect(answer).toMatchObject({ status: 413, body: '' });
		expect(answer.workflowData).toBeUndefined();
		expect(answer.error).toBeUndefined();
	});

	test('The size counts in bytes, not in characters', async () => {
		const text = (length: number) => json(JSON.stringify(mo({ Message: '€'.repeat(length) })));
		expect((await tell(text(21_000))).status).toBe(200);
		expect((await tell(text(22_000))).status).toBe(413);
	});

	test('A compressed body counts at its uncompressed size', async () => {
		const gzip = (body: string): WebhookCall => ({
			headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
			body: gzipSync(body),
		});
		expect((await tell(gzip(padded(limit)))).status).toBe(200);
		expect((await tell(gzip(padded(limit + 1)))).status).toBe(413);
		// 12 kB that would be 12 MB.
		expect((await tell(gzip(padded(12_000_000)))).status).toBe(413);
	});

	test('AT&T’s longest message fits, however it is escaped', async () => {
		const Message = '\u0001'.repeat(4096);
		const { status, workflowData } = await tell(json(JSON.stringify(mo({ Message }))));
		expect(status).toBe(200);
		expect(jsonOf(workflowData)[0]?.message).toBe(Message);
	});
});

const nested = (depth: number, inner = '') => `${'['.repeat(depth)}${inner}${']'.repeat(depth)}`;
const elements = (depth: number, inner = '') =>
	`${'<a>'.repeat(depth)}${inner}${'</a>'.repeat(depth)}`;
const message = JSON.stringify(mo());
/** A message with one more thing in it. */
const including = (more: string) => message.replace(/\}$/, `,${more}}`);

const laughs = (levels: number) =>
	`<!DOCTYPE a [<!ENTITY l0 "ha">${Array.from(
		{ length: levels },
		(_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`,
	).join('')}]>`;
const xmlMessage = (text: string, before = '') =>
	`${before}<InboundSmsMessage><SenderAddress>tel:${mobile(0)}</SenderAddress>` +
	`<DestinationAddress>22627012</DestinationAddress><Message>${text}</Message></InboundSmsMessage>`;

const hostile: Array<[string, string | Buffer]> = [
	['deep JSON', nested(32_000)],
	['deep JSON, never closed', '['.repeat(64_000)],
	['deep JSON objects', `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`],
	['deep JSON with __proto__ in it', nested(20_000, '{"__proto__":1}')],
	[
		'deep JSON with __proto__ in a message',
		including(`"Extra":${nested(20_000, '{"__proto__":1}')}`),
	],
	['JSON of many keys', `{${Array.from({ length: 6000 }, (_, n) => `"k${n}":0`).join()}}`],
	['JSON of many elements', `[${'0,'.repeat(30_000)}0]`],
	['a number without end', `{"Message":${'9'.repeat(60_000)}}`],
	['a string without end', `{"Message":"${'a'.repeat(60_000)}`],
	['a message under __proto__', `{"__proto__":${message}}`],
	['a message under constructor.prototype', `{"constructor":{"prototype":${message}}}`],
	['a message under an escaped __proto__', `{"\\u005f_proto__":${message}}`],
	['a notification under __proto__', `{"__proto__":{"inboundSMSMessageNotification":${message}}}`],
	['an entity bomb', xmlMessage('&l9;', laughs(9))],
	['an entity bomb in an attribute', `${laughs(9)}<a b="&l9;"/>`],
	[
		'a long entity, many times',
		xmlMessage('&e;'.repeat(9000), `<!DOCTYPE a [<!ENTITY e "${'a'.repeat(30_000)}">]>`),
	],
	[
		'entities that name each other',
		xmlMessage('&a;', '<!DOCTYPE a [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
	],
	[
		'an external entity',
		xmlMessage('&e;', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
	],
	[
		'an external entity on the network',
		xmlMessage('&e;', '<!DOCTYPE a [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]>'),
	],
	[
		'a parameter entity',
		xmlMessage('x', '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]>'),
	],
	['an external document type', xmlMessage('x', '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">')],
	['a document type in another case', xmlMessage('x', '<!doctype a [<!ENTITY e "x">]>')],
	['deep XML', elements(9000)],
	['deep XML, never closed', '<a>'.repeat(21_000)],
	['XML of many elements', `<a>${'<b/>'.repeat(16_000)}</a>`],
	[
		'XML of many attributes',
		`<a ${Array.from({ length: 6000 }, (_, n) => `a${n}="b"`).join(' ')}/>`,
	],
	['XML with a long name', `<${'a'.repeat(60_000)}/>`],
	['a message in an element __proto__', `<__proto__>${message}</__proto__>`],
	['a message in an element __proto__ in XML', `<__proto__>${xmlMessage('x')}</__proto__>`],
	['CDATA, never closed, many times', `<a>${'<![CDATA['.repeat(7000)}</a>`],
	['comments, never closed, many times', `<a>${'<!--'.repeat(16_000)}</a>`],
	['instructions, never closed, many times', `<a>${'<?a '.repeat(16_000)}</a>`],
	['angle brackets', '<'.repeat(65_000)],
	['ampersands', `<a>${'&'.repeat(65_000)}</a>`],
	['blanks', ' '.repeat(65_000)],
	['blanks before a single letter', `${' '.repeat(65_000)}x`],
	['zeros', Buffer.alloc(65_000)],
	['bytes that aren’t UTF-8', Buffer.alloc(65_000, 0xff)],
	['half a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
	['a message in UTF-16', Buffer.from(message, 'utf16le')],
];

describe('A hostile body', () => {
	test.each(hostile)('A hostile body is rejected and starts nothing: %s', async (_, body) => {
		const answer = await tell(plain(body));
		expect(answer.status).toBe(400);
		expect(answer.workflowData).toBeUndefined();
		expect(answer.error).toBeUndefined();
		// The reason, in few words, and nothing of what was sent, or of this machine.
		const { error, ...more } = JSON.parse(answer.body) as { error: string };
		expect(error).toMatch(/^Not a callback of AT&T: it [^<>/]{1,150}$/);
		expect(error).not.toContain('aaaa');
		expect(more).toEqual({});
	});

	// n8n itself reads these types first; what it can’t read it rejects with 422. Long XML is left
	// out: n8n has one XML parser for all bodies and feeds it pieces of 10,000 characters; once that
	// has met an error between two pieces, it answers nobody any more.
	const isXml = (body: string | Buffer) => String(body).trimStart().startsWith('<');
	const typed = hostile.filter(([, body]) => !isXml(body) || body.length <= 10_000);

	test.each(typed)(
		'A hostile body under its own type is rejected and starts nothing: %s',
		async (_, body) => {
			const answer = await tell(isXml(body) ? xml(body) : json(body));
			expect([400, 422]).toContain(answer.status);
			expect(answer.workflowData).toBeUndefined();
			expect(answer.error).toBeUndefined();
			expect(answer.body).not.toContain('root:');
		},
	);

	test('Hundreds of hostile bodies don’t make the process grow', async () => {
		const listener = await listen(await createN8n());
		const all = async () => {
			for (const [, body] of hostile) await listener.call(plain(body));
		};
		await all();
		const before = process.resourceUsage().maxRSS;
		for (let round = 0; round < 3; round++) await all();
		// One expanded bomb would be 2 GB.
		expect(process.resourceUsage().maxRSS - before).toBeLessThan(256 * 1024);
		expect(listener.executions).toEqual([]);
		expect(listener.errors).toEqual([]);
	});
});

describe('A text that looks like more', () => {
	test.each([
		['deep markup', elements(100)],
		['an element __proto__', '<__proto__><polluted>x</polluted></__proto__>'],
		['an element constructor', '<constructor><prototype>x</prototype></constructor>'],
		['references to characters that don’t exist', '&#x110000;<b/>'],
	])('The text of a message is no more than text: %s', async (_, text) => {
		const answer = await tell(plain(xmlMessage(text)));
		expect(answer.status).toBe(200);
		expect(jsonOf(answer.workflowData)).toEqual([expect.objectContaining({ message: text })]);
		expect({}).not.toHaveProperty('polluted');
	});
});

test.each([
	['next to its text', including(`"Extra":${nested(30_000)}`), 'Hello'],
	['in place of its text', message.replace('"Hello"', nested(30_000)), expect.stringMatching(/./)],
])('A message comes through with deep JSON %s', async (_, body, text) => {
	for (const send of [plain(body), json(body)]) {
		const answer = await tell(send);
		expect(answer.status).toBe(200);
		expect(jsonOf(answer.workflowData)).toMatchObject([
			{ message: text, senderAddress: mobile(0) },
		]);
		expect(JSON.stringify(answer.workflowData).length).toBeLessThan(5000);
	}
});

describe('Prototypes', () => {
	const polluting: Array<[string, string]> = [
		['__proto__', including('"__proto__":{"polluted":true}')],
		['an escaped __proto__', including('"\\u005f\\u005fproto\\u005f\\u005f":{"polluted":true}')],
		['__proto__ deeper down', including('"Extra":{"__proto__":{"polluted":true}}')],
		['constructor.prototype', including('"constructor":{"prototype":{"polluted":true}}')],
	];

	test.each(polluting)('A message with %s leaves prototypes as they are', async (_, body) => {
		for (const simplify of [true, false]) {
			const { status, workflowData } = await tell(json(body), { simplify });
			expect(status).toBe(200);
			const [item] = jsonOf(workflowData);
			expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
			expect(item).not.toHaveProperty('polluted');
			expect(JSON.stringify(item)).not.toContain('__proto__');
			expect({}).not.toHaveProperty('polluted');
			// n8n copies items field by field.
			expect(Object.assign({}, item)).not.toHaveProperty('polluted');
		}
	});

	test('A sender, a keyword and a short code may be called like a property of a prototype', async () => {
		for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
			const body = mo({ SenderAddress: name, Message: name, DestinationAddress: name });
			const { status, workflowData } = await tell(
				{ body },
				{ ignoreDuplicates: true, senderRateLimit: { limit: { messages: 1, minutes: 1 } } },
			);
			expect(status).toBe(200);
			expect(jsonOf(workflowData)).toEqual([
				expect.objectContaining({ senderAddress: name, message: name, keyword: null }),
			]);
		}
	});
});
