import { createServer } from 'node:http';

import { closeServer, listenLocally } from '../../../../scripts/lib/localServer.mts';
import { closeAll, startClient } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

afterEach(closeAll);

const from = '+12065550100';
const hour = 3_600_000;

describe('Callbacks', () => {
	test('A callback is repeated until the listener answers 2xx', async () => {
		const listener = await startListener((count) => [500, 302, 204][count - 1] ?? 200);
		const { sandbox } = await startClient({ callbackRetryMs: [1000, 5000], now: () => 0 });
		sandbox.setListener('22627012', { message: listener.url });
		const mo = sandbox.text({ from, to: '22627012', message: 'Hello' });
		await sandbox.idle();
		sandbox.advance(999);
		await sandbox.idle();
		expect(listener.received.length).toBe(1);
		sandbox.advance(1);
		await sandbox.idle();
		expect([listener.received.length, mo.state]).toEqual([2, 'waiting']);
		sandbox.advance(5000);
		await sandbox.idle();
		expect(mo.state).toBe('acknowledged');
		sandbox.advance(hour);
		await sandbox.idle();

		expect(mo.attempts).toEqual([
			{ time: 0, http: 500, error: 'not 2xx' },
			{ time: 1000, http: 302, error: 'not 2xx' },
			{ time: 6000, http: 204, error: null },
		]);
		// The redirect was not followed, and each repetition is the same to the byte.
		expect(new Set(listener.received.map(({ path }) => path))).toEqual(new Set(['/listener']));
		expect(new Set(listener.received.map(({ body }) => body)).size).toBe(1);
		await listener.close();
	});

	test('A callback fails if there is no response, no connection or no listener', async () => {
		const listener = await startListener(() => 'silence');
		const { sandbox } = await startClient({
			callbackTimeoutMs: 50,
			callbackRetryMs: [hour],
			now: () => 0,
		});
		const mo = sandbox.text({ from, to: '22627012', message: 'Hello' });
		await sandbox.idle();
		sandbox.setListener('22627012', { message: listener.url });
		sandbox.advance(hour);
		await sandbox.idle();
		await listener.close();
		sandbox.advance(hour);
		await sandbox.idle();
		expect(mo.attempts.map(({ http, error }) => [http, error])).toEqual([
			[null, 'no listener registered'],
			[null, 'UND_ERR_HEADERS_TIMEOUT'],
			[null, 'ECONNREFUSED'],
		]);
	});

	test('A callback is repeated if its acknowledgement is lost', async () => {
		const listener = await startListener();
		const { sandbox } = await startClient();
		sandbox.setListener('22627012', { message: listener.url });
		sandbox.fault({ on: 'callback', kind: 'ackLost' });
		const mo = sandbox.text({ from, to: '22627012', message: 'Hello' });
		await sandbox.idle();
		expect(mo).toMatchObject({ state: 'waiting', attempts: [{ http: 200, error: 'ackLost' }] });
		sandbox.advance(hour);
		await sandbox.idle();
		expect([mo.state, listener.received.length]).toEqual(['acknowledged', 2]);
		await listener.close();
	});

	test('A callback has OneAPI’s form, XML, and the headers of its listener if set so', async () => {
		const listener = await startListener();
		const { sandbox } = await startClient({
			callbackDialect: 'oneApi',
			callbackAddressForm: 'tel:+1',
			now: () => Date.UTC(2026, 10, 23, 9, 5, 7),
		});
		const url = listener.url.replace('http://', 'http://user:pass%20word@');
		sandbox.setListener('22627012', {
			message: `${url}?key=hidden`,
			headers: { 'X-Secret': 's3cret' },
		});
		sandbox.text({ from, to: '22627012', message: 'Hello' });
		sandbox.configure({ callbackForm: 'xml' });
		sandbox.text({ from, to: '22627012', message: 'a < b' });
		await sandbox.idle();

		const [json, xml] = listener.received;
		expect(JSON.parse(json!.body)).toEqual({
			inboundSMSMessageNotification: {
				inboundSMSMessage: {
					senderAddress: 'tel:+12065550100',
					destinationAddress: '22627012',
					message: 'Hello',
					dateTime: '2026-11-23T09:05:07',
					messageId: '',
				},
			},
		});
		expect(json!.headers).toMatchObject({
			authorization: `Basic ${Buffer.from('user:pass word').toString('base64')}`,
			'x-secret': 's3cret',
		});
		expect(xml!.headers['content-type']).toBe('application/xml');
		expect(xml!.body).toContain('<message>a &lt; b</message>');

		const log = JSON.stringify(sandbox.history.wire);
		for (const secret of ['hidden', 's3cret', 'pass', 'dXNlcj']) expect(log).not.toContain(secret);
		await listener.close();
	});

	test('A callback uses a new connection after two idle seconds, as the listener may just have closed the old one', async () => {
		let connections = 0;
		const server = createServer((request, response) => {
			request.resume().on('end', () => response.end());
		}).on('connection', () => connections++);
		const port = await listenLocally(server);
		server.unref();
		const { sandbox } = await startClient();
		sandbox.setListener('22627012', { message: `http://127.0.0.1:${port}/` });
		const text = async () => {
			const mo = sandbox.text({ from, to: '22627012', message: 'Hello' });
			await sandbox.idle();
			return mo;
		};
		// The pool opens a second connection while the first is about to be free, and no third.
		for (let n = 0; n < 3; n++) await text();
		const before = connections;
		// The process is busy, so that no timer runs.
		Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2100);
		expect((await text()).attempts).toMatchObject([{ http: 200, error: null }]);
		expect(connections).toBe(before + 1);
		await closeServer(server);
	});

	test('A callback goes to HTTPS only, if it must, though the listener was set before', async () => {
		const listener = await startListener();
		const { sandbox } = await startClient({ callbackRetryMs: [hour] });
		sandbox.setListener('22627012', { message: listener.url });
		sandbox.configure({ requireHttpsListeners: true });
		const mo = sandbox.text({ from, to: '22627012', message: 'Hello' });
		await sandbox.idle();
		expect(mo).toMatchObject({ state: 'waiting', attempts: [{ http: null, error: 'not HTTPS' }] });
		expect(listener.received).toEqual([]);
		await listener.close();
	});

	test('A callback is acknowledged by a 2xx whose body breaks off', async () => {
		const server = createServer((request, response) => {
			request.resume().on('end', () => {
				response.writeHead(200, { 'content-length': '100' });
				response.write('{', () => response.destroy());
			});
		});
		const port = await listenLocally(server);
		const { sandbox } = await startClient({ callbackRetryMs: [hour] });
		sandbox.setListener('22627012', { message: `http://127.0.0.1:${port}/` });
		const mo = sandbox.text({ from, to: '22627012', message: 'Hello' });
		await sandbox.idle();
		expect(mo).toMatchObject({ state: 'acknowledged', attempts: [{ http: 200, error: null }] });
		await closeServer(server);
	});

	test('A callback goes to loopback only', async () => {
		const { sandbox } = await startClient();
		for (const url of ['https://example.org/', 'http://10.0.0.1/', 'file:///etc/passwd', 'x']) {
			expect(() => sandbox.setListener('22627012', { message: url })).toThrow(TypeError);
		}
		expect(() => sandbox.setListener('99999', {})).toThrow(RangeError);
	});

	test('Callbacks use no more connections at once than are allowed', async () => {
		let most = 0;
		let inFlight = 0;
		const server = createServer((request, response) => {
			most = Math.max(most, ++inFlight);
			request.resume().on('end', () =>
				setTimeout(() => {
					inFlight--;
					response.end();
				}, 5),
			);
		});
		const port = await listenLocally(server);
		const { sandbox } = await startClient({ callbackConnections: 3 });
		sandbox.setListener('22627012', { message: `http://127.0.0.1:${port}/` });
		for (let n = 0; n < 20; n++) sandbox.text({ from, to: '22627012', message: `${n}` });
		await sandbox.idle();
		expect(sandbox.history.mo.every(({ state }) => state === 'acknowledged')).toBe(true);
		expect(most).toBe(3);
		await closeServer(server);
	});
});
