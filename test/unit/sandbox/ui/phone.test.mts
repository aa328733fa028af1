import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';

import { closeAll, fetchUrl, startClient } from '../support/client.mts';

const folder = join(import.meta.dirname, '../../../../sandbox/ui');
const types: Record<string, string> = {
	html: 'text/html; charset=utf-8',
	css: 'text/css; charset=utf-8',
	js: 'text/javascript; charset=utf-8',
	svg: 'image/svg+xml',
};

afterEach(closeAll);

const start = async () => {
	const { sandbox } = await startClient();
	return { sandbox, get: (path: string) => fetchUrl(`${sandbox.url}${path}`) };
};

/** A request whose path is sent as it is: an HTTP client would resolve `..` away. */
const raw = (port: number, path: string): Promise<string> =>
	new Promise((resolve, reject) => {
		let text = '';
		const socket = connect(port, '127.0.0.1', () => {
			socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
		});
		socket.on('data', (chunk) => (text += chunk.toString()));
		socket.on('error', reject);
		socket.on('end', () => resolve(text));
	});

describe('The page', () => {
	test('The page is at the root', async () => {
		const { get } = await start();
		const page = await get('/');
		expect(page.http).toBe(200);
		expect(page.headers['content-type']).toBe(types.html);
		expect(page.text).toMatch(/^<!doctype html>/);
		expect((await get('/?from=elsewhere')).text).toBe(page.text);
	});

	test('The page has each of its files, under its type', async () => {
		const { get } = await start();
		const files = readdirSync(folder);
		expect(files.length).toBeGreaterThan(10);
		for (const file of files) {
			const answer = await get(`/ui/${file}`);
			expect([file, answer.http]).toEqual([file, 200]);
			expect(answer.headers['content-type']).toBe(types[file.split('.').pop()!]);
			expect(answer.text).not.toBe('');
		}
	});

	test('The page refers to its own files only, and to none that is missing', async () => {
		const { get } = await start();
		for (const file of readdirSync(folder)) {
			const { text } = await get(`/ui/${file}`);
			const base = new URL(`http://sandbox/ui/${file}`);
			const references = [
				...text.matchAll(/\b(?:src|href)="([^"#][^"]*)"/g),
				...text.matchAll(/\bfrom '([^']+)'/g),
				...text.matchAll(/\burl\(['"]?([^)'"]+)/g),
			].map((match) => new URL(match[1]!, base));
			for (const reference of references) {
				expect(reference.host).toBe('sandbox');
				expect([reference.pathname, (await get(reference.pathname)).http]).toEqual([
					reference.pathname,
					200,
				]);
			}
		}
	});

	test('The page runs and loads only its own files, and no text can become markup', async () => {
		const { get } = await start();
		for (const path of ['/', '/ui/main.js', '/ui/missing.js']) {
			const { headers } = await get(path);
			const policy = String(headers['content-security-policy']).split('; ').sort();
			expect(policy).toEqual([
				"base-uri 'none'",
				"connect-src 'self'",
				"default-src 'none'",
				"form-action 'none'",
				"frame-ancestors 'none'",
				"img-src 'self'",
				"require-trusted-types-for 'script'",
				"script-src 'self'",
				"style-src 'self'",
				"trusted-types 'none'",
			]);
			expect(headers['x-content-type-options']).toBe('nosniff');
			expect(headers['referrer-policy']).toBe('no-referrer');
		}
		expect((await get('/')).text).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=|\sstyle=/i);
	});

	test.each([
		'/ui/../phone.mts',
		'/ui/../../package.json',
		'/ui/%2e%2e/phone.mts',
		'/ui/..%2fphone.mts',
		'/ui/..%5cphone.mts',
		'/ui//etc/hostname',
		'/ui/%2fetc%2fhostname',
		'/ui/main.js%00.css',
		'/ui/',
		'/ui',
		'/ui/missing.js',
		'/ui/.js',
	])('The page has no file at %s', async (path) => {
		const { sandbox } = await start();
		const answer = await raw(sandbox.port, path);
		expect(answer).toMatch(/^HTTP\/1.1 404 /);
		expect(answer).toMatch(/No such file\.\n$/);
	});

	test('The page can only be read', async () => {
		const { sandbox } = await start();
		const answer = await fetchUrl(`${sandbox.url}/`, { method: 'POST', json: {} });
		expect(answer.http).toBe(405);
		expect(answer.headers.allow).toBe('GET, HEAD');
	});

	test('The page is neither counted by a fault nor logged', async () => {
		const { sandbox, get } = await start();
		sandbox.fault({ on: 'send', kind: '500' });
		await get('/');
		expect(sandbox.faults).toHaveLength(1);
		expect(sandbox.history.wire).toEqual([]);
	});
});

describe('The sizes of texts', () => {
	const size = async (text: string) => {
		const { sandbox } = await startClient();
		const answer = await fetchUrl(`${sandbox.url}/sandbox/sizes`, { json: [text] });
		expect(answer.http).toBe(200);
		return answer.json[0];
	};

	test.each([
		['Hello', 'GSM-7', 1, 5],
		['a'.repeat(160), 'GSM-7', 1, 160],
		['a'.repeat(161), 'GSM-7', 2, 161],
		// The extension table’s characters take two septets.
		['€'.repeat(80), 'GSM-7', 1, 160],
		['€'.repeat(81), 'GSM-7', 2, 162],
		['ë'.repeat(140), 'Latin-1', 1, 140],
		['ë'.repeat(141), 'Latin-1', 2, 141],
		['ë'.repeat(269), 'Latin-1', 3, 269],
		['Я'.repeat(70), 'UCS-2', 1, 70],
		['Я'.repeat(71), 'UCS-2', 2, 71],
		['🙂'.repeat(35), 'UCS-2', 1, 70],
	])('Text %# is measured: %s', async (text, encoding, segments, used) => {
		expect(await size(text)).toMatchObject({ encoding, segments, used });
	});

	test.each(['GSM-7', 'Latin-1', 'UCS-2'])(
		'No text in %s is longer than its room',
		async (name) => {
			const letter = { 'GSM-7': 'a', 'Latin-1': 'ë', 'UCS-2': 'Я' }[name]!;
			const { sandbox } = await startClient();
			const texts = Array.from({ length: 500 }, (_, index) => letter.repeat(index + 1));
			const { json } = await fetchUrl(`${sandbox.url}/sandbox/sizes`, { json: texts });
			for (const { encoding, used, room, segments } of json) {
				expect(encoding).toBe(name);
				expect(used).toBeLessThanOrEqual(room);
				expect(used).toBeGreaterThan((room / segments) * (segments - 1) - 1);
			}
		},
	);

	test('Sizes are given in the order of the texts, and for texts only', async () => {
		const { sandbox } = await startClient();
		const ask = (json: unknown) => fetchUrl(`${sandbox.url}/sandbox/sizes`, { json });
		const { json } = await ask(['a', 'Я', '']);
		expect(json.map(({ encoding }: { encoding: string }) => encoding)).toEqual([
			'GSM-7',
			'UCS-2',
			'GSM-7',
		]);
		expect((await ask([1])).http).toBe(400);
		expect((await ask(['a'.repeat(4097)])).http).toBe(400);
	});
});
