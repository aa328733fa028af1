import { request as rawRequest } from 'node:http';
import { join } from 'node:path';

import { faultKinds } from '../../../../sandbox/faults/index.mts';
import { startSandbox } from '../../../../sandbox/index.mts';
import { closeAll, fetchUrl, startClient, type Call } from '../support/client.mts';
import { startProcess } from '../support/processes.mts';

afterEach(closeAll);

const startControl = async () => {
	const client = await startClient();
	const control = (path: string, call?: Call) =>
		fetchUrl(`${client.sandbox.url}/sandbox/${path}`, call);
	return { ...client, control };
};

describe('The control API', () => {
	test('The control API sends one text or many', async () => {
		const { sandbox, control } = await startControl();
		const text = { from: '+12065550100', to: '22627000', message: 'Hello' };
		const one = await control('texts', { json: text });
		expect(one.http).toBe(201);
		expect(one.json).toMatchObject({ id: 'mo1', state: 'waiting' });
		expect((await control('texts', { json: [text, text] })).json.length).toBe(2);
		expect(sandbox.history.mo.length).toBe(3);
		expect((await control('texts', { json: { ...text, to: '99999' } })).json.error).toContain(
			'99999',
		);
	});

	test('The control API shows state and history, without secrets', async () => {
		const { control, sendV2 } = await startControl();
		await sendV2('tel:+12065550100');
		const state = await control('state');
		expect(state.json).toMatchObject({
			apps: [{ appKey: 'sandbox-app-key', shortCodes: [{ mode: 'offline' }, { mode: 'online' }] }],
			settings: { inboxPageSize: 100 },
			faults: [],
		});
		expect(state.text).not.toContain('sandbox-app-secret');
		expect((await control('history')).json).toMatchObject({
			accepted: [{ addresses: ['+12065550100'] }],
			wire: [{ operation: 'send', http: 201 }],
		});
	});

	test('The control API lists settings, faults and operations as JSON Schema', async () => {
		const { sandbox, control } = await startControl();
		const { json } = await control('');
		expect(Object.keys(json.settings.properties).sort()).toEqual(
			Object.keys(sandbox.settings).sort(),
		);
		for (const setting of Object.values(json.settings.properties)) {
			expect(setting).toMatchObject({ title: expect.any(String), group: expect.any(String) });
			expect(setting).toHaveProperty('default');
		}
		expect(json.faults.map(({ kind }: { kind: string }) => kind).sort()).toEqual(
			[...faultKinds].sort(),
		);
		for (const { method, path } of json.operations) {
			const answer = await fetchUrl(sandbox.url + path.replace('{id}', '1'), { method });
			expect([path, answer.http]).not.toEqual([path, 404]);
		}
	});

	test('The control API changes settings, and rejects invalid ones', async () => {
		const { sandbox, control } = await startControl();
		expect((await control('settings', { json: { latencyMs: 5 } })).json.latencyMs).toBe(5);
		for (const json of [{ latencyMs: -1 }, { latency: 5 }, { nameCase: 'upper' }]) {
			expect((await control('settings', { json })).http).toBe(400);
		}
		expect(sandbox.settings.latencyMs).toBe(5);
		expect(() => sandbox.configure({ inboxPageSize: 0 })).toThrow(TypeError);
	});

	test('The control API arms and disarms faults', async () => {
		const { sandbox, control, sendV2 } = await startControl();
		const first = await control('faults', { json: { on: 'send', kind: '500', times: null } });
		await control('faults', { json: { on: 'inbox', kind: '502' } });
		expect(sandbox.faults.map(({ times }) => times)).toEqual([Infinity, 1]);
		expect((await sendV2('tel:+12065550100')).http).toBe(500);
		await control(`faults/${first.json.id}`, { method: 'DELETE' });
		expect(sandbox.faults.map(({ kind }) => kind)).toEqual(['502']);
		await control('faults', { method: 'DELETE' });
		expect(sandbox.faults).toEqual([]);
		expect((await control('faults', { json: { on: 'send', kind: 'x' } })).http).toBe(400);
		expect((await control('faults/77', { method: 'DELETE' })).http).toBe(400);
	});

	test('The control API sets statuses and listeners, moves the clock, and resets', async () => {
		const { sandbox, control, sendV2 } = await startControl();
		await control('settings', { json: { deliveryDelayMs: 'manual' } });
		const { json } = await sendV2('tel:+12065550100');
		const status = { messageId: json.Id, address: '+12065550100', status: 'DeliveryImpossible' };
		expect((await control('statuses', { json: status })).http).toBe(204);
		expect(sandbox.history.accepted[0]?.deliveries[0]?.status).toBe('DeliveryImpossible');
		await control('clock/advance', { json: { ms: 30 * 60_000 } });
		expect(sandbox.history.accepted[0]?.statusResource).toBe('removed');

		const listener = { shortCode: '22627012', message: 'http://localhost:5678/webhook/x' };
		expect((await control('listeners', { json: listener })).http).toBe(204);
		expect((await control('state')).json.listeners).toContainEqual(listener);
		const remote = { ...listener, message: 'https://example.org/' };
		expect((await control('listeners', { json: remote })).http).toBe(400);

		expect((await control('reset', { method: 'POST' })).http).toBe(204);
		expect(sandbox.history.accepted).toEqual([]);
		expect((await sendV2('tel:+12065550100')).http).toBe(201);
		await control('tokens/expire', { method: 'POST' });
		expect((await sendV2('tel:+12065550100')).http).toBe(401);
	});

	test('The control API streams events', async () => {
		const { sandbox, sendV2 } = await startControl();
		const events: string[] = [];
		const stream = rawRequest(`${sandbox.url}/sandbox/events`);
		await new Promise<void>((resolve) => {
			stream.on('response', (response) => {
				expect(response.headers['content-type']).toBe('text/event-stream');
				response.setEncoding('utf8').on('data', (chunk: string) => {
					events.push(...chunk.split('\n').filter((line) => line.startsWith('event: ')));
				});
				// The sandbox’s end ends it.
				response.on('error', () => undefined);
				resolve();
			});
			stream.end();
		});
		await sendV2('tel:+12065550100');
		sandbox.text({ from: '+12065550100', to: '22627000', message: 'Hello' });
		await sandbox.until(() => events.includes('event: mo'));
		expect(events).toEqual(['event: accepted', 'event: delivery', 'event: wire', 'event: mo']);
	});
});

describe('Access to the control API', () => {
	test.each([
		['another origin', { origin: 'https://example.org' }],
		['another port of this machine', { origin: 'http://127.0.0.1:1' }],
		['a sandboxed page', { origin: 'null' }],
		['another site', { 'sec-fetch-site': 'cross-site' }],
		['a name that isn’t loopback', { host: 'rebound.example' }],
		['a form', { 'content-type': 'text/plain' }],
	])('A request from %s may not use the control API', async (_, headers) => {
		const { sandbox, control } = await startControl();
		const json = { from: '+12065550100', to: '22627000', message: 'Hello' };
		const answer = await control('texts', { json, headers: headers as Record<string, string> });
		expect(answer.http).toBe(403);
		expect(sandbox.history.mo).toEqual([]);
	});

	test('The sandbox’s own page may use the control API by every name of loopback', async () => {
		const { sandbox, control } = await startControl();
		for (const host of ['localhost', '127.0.0.1', '[::1]']) {
			const own = `${host}:${sandbox.port}`;
			const headers = { host: own, origin: `http://${own}`, 'sec-fetch-site': 'same-origin' };
			expect((await control('state', { headers })).http).toBe(200);
		}
	});

	test('A request to the control API that is too large or unknown is rejected', async () => {
		const { control } = await startControl();
		const large = { from: '1', to: '1', message: 'x'.repeat(2_000_000) };
		expect((await control('texts', { json: large })).http).toBe(413);
		expect((await control('nothing')).http).toBe(404);
	});
});

describe('The sandbox as a server', () => {
	test('The sandbox listens on loopback only', async () => {
		for (const host of ['0.0.0.0', '::', '192.168.0.1', 'example.org']) {
			await expect(startSandbox({ host })).rejects.toThrow(TypeError);
		}
	});

	test('A port that is taken is an error', async () => {
		const { sandbox } = await startClient();
		await expect(startSandbox({ port: sandbox.port })).rejects.toMatchObject({
			code: 'EADDRINUSE',
		});
	});

	test('A closed sandbox leaves no timer or socket that would keep its process running', async () => {
		const { ended, said } = startProcess(join(import.meta.dirname, '../support/openAndClose.mts'));
		expect([await ended, said()]).toEqual([0, 'closed\n']);
	});
});
