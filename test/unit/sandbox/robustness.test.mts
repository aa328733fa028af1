import { createServer } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';

import { closeAll, fetchUrl, startClient } from './support/client.mts';
import { startListener } from './support/listener.mts';

afterEach(closeAll);

const from = '+12065550100';
const hour = 3_600_000;
const outbox = '/rest/sms/2/messaging/outbox';

const start = async () => {
	const client = await startClient();
	const control = (path: string, text: string) =>
		fetchUrl(`${client.sandbox.url}/sandbox/${path}`, {
			text,
			method: 'POST',
			headers: { 'content-type': 'application/json' },
		});
	return { ...client, control };
};

describe('The sandbox', () => {
	test.each([
		['clock/advance', '{"ms": 1e20}'],
		['clock/advance', '{"ms": -1}'],
		['clock', '{"time": 1e300}'],
		['settings', '{"latencyMs": 1e400}'],
		['settings', '{"callbackRetryMs": [0]}'],
		['settings', '{"latencyMs": 5, "inboxPageSize": 0}'],
		['settings', '{"undeliverable": ["banana"]}'],
		['settings', '{"badNumbers": ["nope"]}'],
		['settings', '{"timelines": {"x": []}}'],
		['timelines', '{"number": "banana", "steps": []}'],
		['faults', '{"on": "send", "kind": "500", "times": 1e400, "retryAfter": 1e400}'],
		['faults', '{"on": "send", "kind": "redirect", "location": "http://x/\\r\\nSet-Cookie: a"}'],
		['listeners', '{"shortCode": "22627012", "message": "http://%zz:p@127.0.0.1/"}'],
		['listeners', '{"shortCode": "22627012", "headers": {"a b": "c"}}'],
		['listeners', '{"shortCode": "22627012", "headers": {"Content-Length": "5"}}'],
		[
			'texts',
			`[{"from": "${from}", "to": "22627000", "message": "a"}, {"from": "x", "to": "22627000", "message": "b"}]`,
		],
		[
			'apps',
			'{"appKey": "b", "appSecret": "b", "shortCodes": [{"shortCode": "22627000", "mode": "offline"}]}',
		],
		[
			'apps',
			'{"appKey": "b", "appSecret": "b", "shortCodes": [{"shortCode": "33333", "mode": "online", "listener": "http://10.0.0.1/"}]}',
		],
	])('A request to %s with %s gets 400, and changes nothing', async (path, body) => {
		const { sandbox, control } = await start();
		const before = JSON.stringify([
			sandbox.settings,
			sandbox.apps,
			sandbox.faults,
			sandbox.history.mo,
		]);
		const answer = await control(path, body);
		expect(answer.http).toBe(400);
		expect(answer.json.error).toEqual(expect.stringMatching(/\w+/));
		expect(
			JSON.stringify([sandbox.settings, sandbox.apps, sandbox.faults, sandbox.history.mo]),
		).toBe(before);
	});

	test('The sandbox doesn’t tick while its inboxes are idle, however far the clock moves', async () => {
		const { sandbox } = await startClient();
		const started = performance.now();
		for (let year = 0; year < 10; year++) sandbox.advance(366 * 24 * hour);
		expect(performance.now() - started).toBeLessThan(200);
	});

	test('The sandbox keeps running while another process has its port, and opens when it is free', async () => {
		const { sandbox, sendV2 } = await startClient();
		sandbox.fault({ on: 'send', kind: 'connectionRefused', forMs: 200 });
		const other = createServer();
		await new Promise<void>((resolve) => {
			other.once('error', () => setTimeout(() => other.listen(sandbox.port, '127.0.0.1'), 5));
			other.listen(sandbox.port, '127.0.0.1', resolve);
		});
		await new Promise((resolve) => setTimeout(resolve, 500));
		await new Promise((resolve) => other.close(resolve));
		await sandbox.clearFaults();
		expect((await sendV2(from)).http).toBe(201);
	});

	test('A reset puts the clock back', async () => {
		const { sandbox } = await startClient({ now: () => 1000 });
		sandbox.advance(hour);
		expect(sandbox.now()).toBe(1000 + hour);
		sandbox.reset();
		expect(sandbox.now()).toBe(1000);
		sandbox.setClock(500_000);
		expect(sandbox.now()).toBe(500_000);
		sandbox.setClock(0);
		expect(sandbox.now()).toBe(0);
	});

	test('Only the last records are kept, and older messages are forgotten with theirs', async () => {
		const { sandbox, sendV2, api } = await startClient({ historySize: 10 });
		const ids: string[] = [];
		for (let n = 0; n < 30; n++) ids.push((await sendV2(from)).json.Id);
		expect(sandbox.history.accepted.length).toBeLessThanOrEqual(11);
		expect((await api(`${outbox}/${ids[0]}`)).http).toBe(404);
		expect((await api(`${outbox}/${ids[29]}`)).http).toBe(200);
	});

	test('Only the beginning of a hostile text is kept, in the history and in the wire log', async () => {
		const { sandbox, sendV2, api } = await startClient();
		const large = 'x'.repeat(1_000_000);
		const send = async () => {
			const more = { address: from, senderAddress: '22627000', callbackData: large };
			const path = '/2/smsmessaging/outbound/22627000/requests';
			const text = new URLSearchParams({ ...more, message: 'Hello, you there' }).toString();
			expect((await sendV2(from, large)).http).toBe(400);
			expect((await api(path, { text })).http).toBe(400);
			const form = { grant_type: large.slice(1), client_id: 'a client with a long name' };
			expect((await fetchUrl(`${sandbox.url}/oauth/v4/token`, { form })).http).toBe(400);
		};
		await send();
		setFlagsFromString('--expose-gc');
		const collect = runInNewContext('gc') as () => void;
		collect();
		const before = process.memoryUsage().heapUsed;
		for (let n = 0; n < 70; n++) await send();
		collect();
		expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
		expect(sandbox.history.rejected[0]?.message).toBe('x'.repeat(4096));
		expect(sandbox.history.tokenRequests[0]?.grantType).toBe('x'.repeat(200));
	});

	test('Every repeat of a callback that falls due while the clock moves is made', async () => {
		const listener = await startListener(() => 503);
		const { sandbox } = await startClient({ callbackRetryMs: [12 * hour], now: () => 0 });
		sandbox.setListener('22627012', { message: listener.url });
		const mo = sandbox.text({ from, to: '22627012', message: 'Hello' });
		await sandbox.idle();
		sandbox.advance(100 * hour);
		await sandbox.idle();
		expect(mo.attempts.map(({ time }) => time / hour)).toEqual([0, 12, 24, 36, 48, 60]);
		expect(mo.state).toBe('discarded');
		await listener.close();
	});
});

describe('Request bodies', () => {
	const form = { Address: `tel:${from}`, Message: 'Hello' };
	const xml = (root: string, inner: string) => `<${root}>${inner}</${root}>`;

	test.each([
		[outbox, new URLSearchParams(form).toString()],
		[outbox, xml('SmsRequest', `<Address>tel:${from}</Address><Message>Hello</Message>`)],
		['/sms/v3/messaging/outbox', `address=tel%3A%2B12065550100&message=Hello`],
		[
			'/sms/v3/messaging/outbox',
			xml('outboundSMSRequest', `<address>tel:${from}</address><message>Hello</message>`),
		],
		[
			'/2/smsmessaging/outbound/22627000/requests',
			'address=tel%3A%2B12065550100&senderAddress=22627000&message=Hello',
		],
		[
			'/3/smsmessaging/outbound/22627000/requests',
			xml(
				'outboundSMSMessageRequest',
				`<address>tel:${from}</address><outboundSMSTextMessage><message>Hello</message></outboundSMSTextMessage>`,
			),
		],
	])('The body of a send to %s may be %s', async (path, text) => {
		const { sandbox, api } = await startClient();
		expect((await api(path, { text })).http).toBe(201);
		expect(sandbox.history.accepted).toMatchObject([{ addresses: [from], message: 'Hello' }]);
	});

	test.each([
		[{ 'content-type': 'application/json; charset=ISO-8859-1' }, 'latin1'],
		[{ 'content-type': 'application/json', 'content-encoding': 'ISO-8859-1' }, 'latin1'],
		[{ 'content-type': 'application/json; charset=utf-16le' }, 'utf16le'],
	] as const)('A body with %j is read in its charset', async (headers, encoding) => {
		const { sandbox, api } = await startClient();
		const text = Buffer.from(JSON.stringify({ ...form, Message: 'é' }), encoding);
		expect((await api(outbox, { text, headers })).http).toBe(201);
		expect(sandbox.history.accepted[0]?.message).toBe('é');
	});

	/** Two bytes a character, the higher one first. */
	const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

	test.each<[Record<string, string>, (text: string) => Buffer]>([
		[{ 'content-encoding': 'UCS2' }, bigEndian],
		[{ 'content-encoding': 'UCS-2' }, (text) => bigEndian(`\ufeff${text}`)],
		[{ 'content-encoding': 'ucs2' }, (text) => Buffer.from(text, 'utf16le')],
		[{ 'content-type': 'application/json; charset=UCS2' }, bigEndian],
		[{ 'content-encoding': 'GSM 7-bit' }, (text) => Buffer.from(text)],
		[{ 'content-encoding': 'GSM-7' }, (text) => Buffer.from(text)],
		[{ 'content-type': 'application/json; charset="GSM 7-bit"' }, (text) => Buffer.from(text)],
		[{ 'content-encoding': 'Latin1' }, (text) => Buffer.from(text, 'latin1')],
	])('A body with %j is read in a charset by its name in AT&T’s page', async (named, write) => {
		const { sandbox, api } = await startClient();
		const headers = { 'content-type': 'application/json', ...named };
		const text = write(JSON.stringify({ ...form, Message: 'Hello' }));
		expect((await api(outbox, { text, headers })).http).toBe(201);
		expect(sandbox.history.accepted[0]?.message).toBe('Hello');
	});

	test('A body may be compressed, and is rejected if it can’t be decoded', async () => {
		const { sandbox, api } = await startClient();
		const text = gzipSync(JSON.stringify(form));
		expect((await api(outbox, { text, headers: { 'content-encoding': 'gzip' } })).http).toBe(201);
		expect((await api(outbox, { text, headers: { 'content-encoding': 'klingon' } })).http).toBe(
			400,
		);
		expect(sandbox.history.accepted.length).toBe(1);
	});

	test('A body needs the right Content-Type in strict mode', async () => {
		const { api } = await startClient({ strictContentType: true });
		const text = JSON.stringify(form);
		const send = async (type?: string) =>
			(await api(outbox, { text, headers: type ? { 'content-type': type } : {} })).http;
		expect(await send('application/json')).toBe(201);
		expect(await send()).toBe(400);
		expect(await send('text/plain')).toBe(400);
		expect(await send('application/xml')).toBe(400);
	});
});
