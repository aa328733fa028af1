import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';

import { Agent, request } from 'undici';

import { closeServer, listenLocally } from '../../../scripts/lib/localServer.mts';
import { readCommandLine } from '../../../sandbox/commandLine.mts';
import { startSandbox } from '../../../sandbox/index.mts';
import { magicNumbers } from '../../../sandbox/gateway/magicNumbers.mts';
import { selfSigned as createSelfSigned } from '../../support/selfSigned.mts';
import { closeAll, credentials, fetchUrl, startClient } from './support/client.mts';

const { key, cert } = createSelfSigned();
const selfSigned = { key: String(key), cert };

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
});
afterEach(async () => {
	await closeAll();
	rmSync(folder, { recursive: true });
});

const from = '+12065550100';
const hour = 3_600_000;

const file = (name: string, text: string): string => {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
};

/** The options that a command line stands for. */
const optionsOf = (...args: string[]) => {
	const read = readCommandLine(args);
	return 'options' in read ? read.options : undefined;
};

/** An address of this machine that isn’t loopback, if it has one. */
const ownAddress = () =>
	Object.values(networkInterfaces())
		.flat()
		.find((each) => each && !each.internal && each.family === 'IPv4')?.address;

describe('TLS', () => {
	test('The gateway, its page and its control API are served over HTTPS with the certificate given', async () => {
		const { sandbox } = await startClient({ tls: selfSigned });
		expect(sandbox.url).toMatch(/^https:/);
		const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
		const ask = async (path: string) =>
			(await request(sandbox.url + path, { dispatcher })).statusCode;
		expect([await ask('/'), await ask('/sandbox/state')]).toEqual([200, 200]);
		expect(await ask('/sms/v3/messaging/inbox/22627000')).toBe(400);
		await expect(fetchUrl(sandbox.url)).rejects.toThrow();
		await dispatcher.close();
	});

	test('A listener whose certificate no authority has signed is called only if set to trust it', async () => {
		const received: string[] = [];
		const server = createServer(selfSigned, (incoming, response) => {
			received.push(incoming.url ?? '');
			response.end();
		});
		const message = `https://127.0.0.1:${await listenLocally(server)}/sms`;
		server.unref();
		for (const trustSelfSigned of [false, true]) {
			const { sandbox } = await startClient({ trustSelfSigned, requireHttpsListeners: true });
			sandbox.setListener('22627012', { message });
			const mo = sandbox.text({ from, to: '22627012', message: 'Hello' });
			await sandbox.idle();
			expect([trustSelfSigned, mo.state]).toEqual([
				trustSelfSigned,
				trustSelfSigned ? 'acknowledged' : 'waiting',
			]);
			if (!trustSelfSigned) expect(mo.attempts[0]?.error).toMatch(/CERT|SELF_SIGNED/);
		}
		expect(received).toEqual(['/sms']);
		await closeServer(server);
	});

	test('Certificate and key are read from the files of --cert and --key, which go together', () => {
		const cert = file('cert.pem', selfSigned.cert);
		const key = file('key.pem', selfSigned.key);
		expect(optionsOf('--cert', cert, '--key', key)).toMatchObject({ tls: selfSigned });
		expect(() => optionsOf('--cert', cert)).toThrow('--cert and --key go together.');
		expect(optionsOf('--trust-self-signed')).toMatchObject({ trustSelfSigned: true });
	});
});

describe('Other hosts', () => {
	test('Only with --allow-other-hosts does the sandbox listen on other hosts, and call listeners there', async () => {
		const host = ownAddress() ?? '0.0.0.0';
		await expect(startSandbox({ host })).rejects.toThrow(TypeError);
		expect(optionsOf('--host', host)).not.toHaveProperty('allowOtherHosts');
		const options = optionsOf('--host', host, '--allow-other-hosts', '--port', '0');
		const { sandbox } = await startClient(options);
		const url = sandbox.url.replace('0.0.0.0', '127.0.0.1');
		expect((await fetchUrl(`${url}/sandbox/state`)).http).toBe(200);
		const message = 'https://listener.example/';
		expect(() => sandbox.setListener('22627012', { message })).not.toThrow();
		const { sandbox: closed } = await startClient();
		expect(() => closed.setListener('22627012', { message })).toThrow('on loopback');
	});

	test('A DNS name that points to this machine can’t control a sandbox that other hosts reach', async () => {
		const { sandbox } = await startClient({ host: '0.0.0.0', allowOtherHosts: true });
		const url = sandbox.url.replace('0.0.0.0', '127.0.0.1');
		const headers = { host: `rebound.example:${sandbox.port}` };
		expect((await fetchUrl(`${url}/sandbox/state`, { headers })).http).toBe(403);
	});
});

describe('The option --config', () => {
	test('Apps and settings of the --config file are in force from the start', async () => {
		const shortCodes = [{ shortCode: '33333', mode: 'offline' as const }];
		const config = {
			apps: [{ appKey: 'my-key', appSecret: 'my-secret', shortCodes }],
			settings: { deliveryDelayMs: 5000, strictContentType: true },
		};
		const path = file('sandbox.json', JSON.stringify(config));
		const { sandbox } = await startClient(optionsOf('--config', path, '--port', '0'));
		expect(sandbox.apps).toMatchObject(config.apps);
		expect(sandbox.settings).toMatchObject(config.settings);
		expect(sandbox.text({ from, to: '33333', message: 'Hello' }).state).toBe('waiting');
	});

	test.each([
		['{', 'JSON'],
		['{"settings": {"latencyMs": -1}}', 'latencyMs'],
		['{"settings": {"frob": 1}}', 'frob'],
		['{"apps": [{"appKey": "a"}]}', 'appSecret'],
		['{"port": 1}', 'port'],
	])('A --config file with %s is an error that names the file and what is wrong', (text, what) => {
		const path = file('bad.json', text);
		expect(() => optionsOf('--config', path)).toThrow(`--config ${path}: `);
		expect(() => optionsOf('--config', path)).toThrow(what);
	});

	test('The example in docs/sandbox.md is a valid file', () => {
		const [, example = ''] = /```json\n([^]*?)```/.exec(docs()) ?? [];
		const options = optionsOf('--config', file('example.json', example));
		expect(options?.apps?.[0]?.shortCodes).toHaveLength(1);
	});
});

const docs = () => readFileSync(join(import.meta.dirname, '../../../docs/sandbox.md'), 'utf8');

describe('Magic numbers', () => {
	test('The table in docs/sandbox.md has each magic number, in order, and says what it does', () => {
		const rows = [...docs().matchAll(/^\| \+1 (\d{3}) (\d{3}) (\d{4})\s*\| (.*?)\s*\|$/gm)];
		const table = rows.map(([, area, exchange, line, what]) => [
			`+1${area}${exchange}${line}`,
			what,
		]);
		expect(table).toEqual(Object.entries(magicNumbers).map(([number, { what }]) => [number, what]));
	});
});

describe('Tokens', () => {
	const path = '/oauth/v4/token';

	test.each([
		['application/json', JSON.stringify({ ...credentials, grant_type: 'client_credentials' })],
		[
			'application/xml',
			`<token><client_id>${credentials.client_id}</client_id><client_secret>${credentials.client_secret}</client_secret><grant_type>client_credentials</grant_type></token>`,
		],
	])(
		'A token request in %s is answered, unless requests need the right Content-Type',
		async (type, text) => {
			const { sandbox } = await startClient();
			const ask = async () =>
				await fetchUrl(sandbox.url + path, { text, headers: { 'content-type': type } });
			const { http, json } = await ask();
			expect([http, json.token_type]).toEqual([200, 'bearer']);
			sandbox.configure({ strictContentType: true });
			expect([(await ask()).http, (await ask()).json.error]).toEqual([400, 'invalid_request']);
		},
	);

	test('The oldest tokens are forgotten beyond 50,000, so that memory is bounded', async () => {
		const { sandbox } = await startClient();
		const [oldest, ...others] = Array.from({ length: 50_001 }, () => sandbox.grantToken());
		const httpOf = async ({ accessToken }: { accessToken: string }) =>
			(
				await fetchUrl(`${sandbox.url}/sms/v3/messaging/inbox/22627000`, {
					headers: { authorization: `Bearer ${accessToken}` },
				})
			).http;
		expect([await httpOf(oldest!), await httpOf(others[0]!), await httpOf(others.at(-1)!)]).toEqual(
			[...[401, 200, 200]],
		);
	});
});

describe('The clock', () => {
	test('The control API sets the clock to a time, in ISO 8601 or ms, and back', async () => {
		const { sandbox } = await startClient({ now: () => 0 });
		const control = async (operation: string, json: unknown) =>
			(await fetchUrl(`${sandbox.url}/sandbox/${operation}`, { json })).http;
		expect(await control('clock', { time: '2030-01-02T03:04:05+01:00' })).toBe(204);
		expect(sandbox.now()).toBe(Date.UTC(2030, 0, 2, 2, 4, 5));
		expect(await control('clock', { time: 1000 })).toBe(204);
		expect(sandbox.now()).toBe(1000);
		expect(await control('clock/advance', { days: 1, hours: 2, minutes: 3, ms: 4 })).toBe(204);
		expect(sandbox.now()).toBe(1000 + 26 * hour + 180_004);
		for (const time of ['tomorrow', '2030-13-01T00:00:00Z', -1, 1e300, null]) {
			expect([time, await control('clock', { time })]).toEqual([time, 400]);
		}
	});

	test('A delivery that is due waits for its time again after the clock was set back', async () => {
		const { sandbox, sendV2 } = await startClient({ now: () => 0, deliveryDelayMs: 5000 });
		sandbox.setClock(10 * hour);
		await sendV2(from);
		sandbox.setClock(hour);
		const status = () => sandbox.history.accepted[0]?.deliveries[0]?.status;
		expect(status()).toBe('DeliveredToNetwork');
		sandbox.setClock(10 * hour + 5000);
		expect(status()).toBe('DeliveredToTerminal');
	});
});
