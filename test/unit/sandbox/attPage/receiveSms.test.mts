import { freePort } from '../../../../scripts/lib/ports.mts';
import { readListenerUrl } from '../../../../sandbox/callbacks/listeners.mts';
import type { SandboxOptions } from '../../../../sandbox/types.mts';
import { closeAll, startClient } from '../support/client.mts';
import { startListener } from '../support/listener.mts';

afterEach(closeAll);

const from = '+12065550100';
const to = '22627012';
const hour = 3_600_000;

type Answer = Parameters<typeof startListener>[0];

/** A sandbox whose online short code has a listener, and the callbacks that this has got. */
const start = async (options: SandboxOptions = {}, answer?: Answer) => {
	const listener = await startListener(answer);
	const client = await startClient({ now: () => 0, ...options });
	client.sandbox.setListener(to, { message: listener.url });
	return {
		...client,
		listener,
		bodies: () => listener.received.map(({ body }) => JSON.parse(body)),
	};
};

/** The callback of one text. */
const received = async (message = 'Hello', options: SandboxOptions = {}) => {
	const { sandbox, listener, bodies } = await start(options);
	sandbox.text({ from, to, message });
	await sandbox.idle();
	await listener.close();
	return bodies()[0];
};

describe('Receive SMS', () => {
	test('The Receive SMS callback receives the Mobile Originated (MO) SMS messages in the app immediately for messages that are destined for the specified short codes of the app account.', async () => {
		const { sandbox, listener, bodies } = await start();
		sandbox.text({ from, to: '22627000', message: 'to another short code' });
		const mo = sandbox.text({ from, to, message: 'Hello' });
		await sandbox.idle();
		expect(bodies()).toMatchObject([{ Message: 'Hello', DestinationAddress: to }]);
		expect(mo.attempts).toEqual([{ time: 0, http: 200, error: null }]);
		await listener.close();
	});

	test('Note: The developer must register the URI or the system will not be able push the notification to the app for the Mobile Originated (MO) Messages destined for the short code.', async () => {
		const { sandbox } = await startClient({ callbackRetryMs: [hour], now: () => 0 });
		const mo = sandbox.text({ from, to, message: 'Hello' });
		await sandbox.idle();
		expect(mo).toMatchObject({
			state: 'waiting',
			attempts: [{ http: null, error: 'no listener registered' }],
		});
	});

	test('Note: If the URI provided is HTTPS and port is not defined, then the default SSL port 443 will be used.', () => {
		// Port 443 isn’t free for a test to listen on: `URL` leaves out a scheme’s default port.
		expect(readListenerUrl('https://localhost/sms').url.port).toBe('');
		expect(readListenerUrl('https://localhost:443/sms').url.href).toBe('https://localhost/sms');
		expect(readListenerUrl('https://localhost:8443/sms').url.port).toBe('8443');
	});

	test('The use of a transport mechanism other than HTTPS is not supported in the URI.', async () => {
		const { sandbox } = await startClient({ requireHttpsListeners: true });
		for (const scheme of ['http', 'ftp', 'mailto', 'ws']) {
			const message = `${scheme}://127.0.0.1:9/`;
			expect(() => sandbox.setListener(to, { message })).toThrow(TypeError);
		}
		sandbox.setListener(to, { message: 'https://127.0.0.1:9/' });
	});

	test('When a user sends a message to AT&T short code, the system determines the app to which the short code is associated, and then forwards the message to the listener URI provisioned with the short code of the app account.', async () => {
		const other = await startListener();
		const { sandbox, listener, bodies } = await start();
		const shortCodes = [{ shortCode: '33333', mode: 'online' as const, listener: other.url }];
		sandbox.addApp({ appKey: 'b', appSecret: 'b', shortCodes });
		sandbox.text({ from, to: '33333', message: 'for b' });
		sandbox.text({ from, to, message: 'for the first app' });
		await sandbox.idle();
		expect(bodies()).toMatchObject([{ Message: 'for the first app' }]);
		expect(other.received.map(({ body }) => JSON.parse(body).Message)).toEqual(['for b']);
		await Promise.all([listener.close(), other.close()]);
	});

	test('The messages are removed from the system after delivery is acknowledged by the app or until all the retries as per the retry configuration are exhausted.', async () => {
		const options = { callbackRetryMs: [1000], callbackRetryForMs: 3000 };
		const { sandbox, listener } = await start(options, (count) => (count === 1 ? 200 : 500));
		const acknowledged = sandbox.text({ from, to, message: 'first' });
		await sandbox.idle();
		const rejected = sandbox.text({ from, to, message: 'second' });
		for (let second = 0; second < 10; second++) {
			await sandbox.idle();
			sandbox.advance(1000);
		}
		expect([acknowledged.state, rejected.state]).toEqual(['acknowledged', 'discarded']);
		expect(rejected.attempts.map(({ time }) => time)).toEqual([0, 1000, 2000]);
		expect(listener.received).toHaveLength(4);
		await listener.close();
	});

	test('The app must respond to the notification with an appropriate HTTP Status Code class of 2xx for positive acknowledgment.', async () => {
		for (const [status, state] of [
			...([
				[200, 'acknowledged'],
				[202, 'acknowledged'],
				[299, 'acknowledged'],
			] as const),
			...([
				[302, 'waiting'],
				[404, 'waiting'],
				[500, 'waiting'],
			] as const),
		]) {
			const { sandbox, listener } = await start({ callbackRetryMs: [hour] }, () => status);
			const mo = sandbox.text({ from, to, message: 'Hello' });
			await sandbox.idle();
			expect([status, mo.state]).toEqual([status, state]);
			await listener.close();
		}
	});

	test('In case of the HTTP Status Code class of 2xx, the server assumes positive acknowledgement that the notification has been sent successfully.', async () => {
		const { sandbox, listener } = await start({}, (count) => [200, 201, 204, 299][count - 1]!);
		for (const message of ['1', '2', '3', '4']) {
			sandbox.text({ from, to, message });
			await sandbox.idle();
		}
		sandbox.advance(hour);
		await sandbox.idle();
		expect(sandbox.history.mo.map(({ state }) => state)).toEqual(Array(4).fill('acknowledged'));
		expect(listener.received).toHaveLength(4);
		await listener.close();
	});

	test('In case of no response, timeout condition or HTTP Status Code classes other than 2xx, the server assumes that either the API Gateway is temporarily unavailable or cannot receive and process the notification at that point in time.', async () => {
		const statuses = ['silence', 302, 400, 404, 410, 500, 503, 200] as const;
		const options = { callbackTimeoutMs: 100, callbackRetryMs: [1000] };
		const { sandbox, listener } = await start(options, (count) => statuses[count - 1]!);
		const mo = sandbox.text({ from, to, message: 'Hello' });
		for (let attempt = 0; attempt < statuses.length; attempt++) {
			await sandbox.idle();
			sandbox.advance(1000);
		}
		expect(mo.attempts.map(({ http }) => http)).toEqual([null, ...statuses.slice(1)]);
		expect(mo.state).toBe('acknowledged');
		await listener.close();
		sandbox.setListener(to, { message: `http://127.0.0.1:${await freePort()}/` });
		const late = sandbox.text({ from, to, message: 'Hello' });
		await sandbox.idle();
		expect([late.state, late.attempts[0]?.error]).toEqual(['waiting', 'ECONNREFUSED']);
	});

	test('If the app SMS Mobile Originated (MO) URI listener is unavailable, busy, or otherwise unable to process and acknowledge the Mobile Originated (MO) message, then it will be retried as per the retry configuration set in the network.', async () => {
		const options = { callbackRetryMs: [1000, 60_000], callbackTimeoutMs: 100 };
		const { sandbox, listener } = await start(options, (count) =>
			count < 3 ? 503 : count === 3 ? 'silence' : 200,
		);
		const mo = sandbox.text({ from, to, message: 'Hello' });
		for (const ms of [1000, 60_000, 60_000]) {
			await sandbox.idle();
			sandbox.advance(ms);
		}
		await sandbox.idle();
		expect(mo.attempts.map(({ time }) => time)).toEqual([0, 1000, 61_000, 121_000]);
		expect(mo.state).toBe('acknowledged');
		await listener.close();
	});

	test('Typically the retry period is 72 hours after which the message will be discarded and no further retries would be attempted.', async () => {
		const { sandbox, listener } = await start({ callbackRetryMs: [20 * hour] }, () => 503);
		const mo = sandbox.text({ from, to, message: 'Hello' });
		for (let repetition = 0; repetition < 3; repetition++) {
			await sandbox.idle();
			sandbox.advance(20 * hour);
		}
		await sandbox.idle();
		sandbox.advance(12 * hour - 1);
		expect([mo.state, mo.attempts.length]).toEqual(['waiting', 4]);
		sandbox.advance(1);
		expect([mo.state, sandbox.history.callbacks[0]?.state]).toEqual(['discarded', 'discarded']);
		sandbox.advance(20 * hour);
		await sandbox.idle();
		expect(listener.received).toHaveLength(4);
		await listener.close();
	});

	test('Specifies the time and date on which the message is received.', async () => {
		const now = () => Date.UTC(2011, 3, 15, 12);
		expect((await received('Hello', { now })).DateTime).toBe('04-15-2011T12:00:00');
	});

	test('Specifies the short code to which the message is destined.', async () => {
		expect((await received()).DestinationAddress).toBe(to);
	});

	test('Specifies the text of the message sent.', async () => {
		expect((await received('Salt & Pepper <3 "é"\n你好')).Message).toBe(
			'Salt & Pepper <3 "é"\n你好',
		);
	});

	test('Note: For this release, this parameter is empty.', async () => {
		expect((await received()).MessageId).toBe('');
	});

	test('The acceptable format for this parameter is the term tel followed by a URL encoded colon character ( %3A ) followed by a URL encoded plus sign character ( %2B ) followed by the URL encoded country code and AT&T mobile number', async () => {
		expect((await received()).SenderAddress).toBe('tel%3A%2B12065550100');
	});
});
