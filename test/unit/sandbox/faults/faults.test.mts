import { Agent, request } from 'undici';

import { faultTypes } from '../../../../sandbox/faults/index.mts';
import type { Fault, FaultKind, Operation, ClientSaw } from '../../../../sandbox/types.mts';
import {
	closeAll,
	credentials,
	fetchUrl,
	startClient,
	type Client,
	type Reply,
} from '../support/client.mts';

afterEach(closeAll);

const from = '+12065550100';

interface Probe {
	/** Makes ready, and returns the request. */
	prepare(client: Client): Promise<(call?: { signal?: AbortSignal }) => Promise<Reply>>;
	/** How often the gateway did what it was asked. */
	done(client: Client): number;
	/** What the client saw of the last one that was done. */
	clientSaw(client: Client): ClientSaw | undefined;
}

/** Each operation, and how the history shows that it was done. */
const probes: Record<Operation, Probe> = {
	token: {
		prepare: async ({ sandbox }) => {
			const form = { ...credentials, grant_type: 'client_credentials' };
			return (call) => fetchUrl(`${sandbox.url}/oauth/v4/token`, { form, ...call });
		},
		done: ({ sandbox }) =>
			sandbox.history.tokenRequests.filter(({ outcome }) => outcome === 'issued').length,
		clientSaw: ({ sandbox }) => sandbox.history.tokenRequests.at(-1)?.clientSaw,
	},
	send: {
		prepare: async ({ api }) => {
			const json = { Address: `tel:${from}`, Message: 'Hello' };
			return (call) => api('/rest/sms/2/messaging/outbox', { json, ...call });
		},
		done: ({ sandbox }) => sandbox.history.accepted.length,
		clientSaw: ({ sandbox }) => sandbox.history.accepted.at(-1)?.clientSaw,
	},
	status: {
		prepare: async ({ api, sendV2, sandbox }) => {
			const ids: string[] = [];
			for (let n = 0; n < 3; n++) ids.push((await sendV2(from)).json.Id);
			let next = 0;
			return (call) => {
				// One that is still there: a final status is answered once.
				if (sandbox.history.accepted[next]?.statusResource === 'removed') next++;
				return api(`/rest/sms/2/messaging/outbox/${ids[next]}`, call);
			};
		},
		done: ({ sandbox }) =>
			sandbox.history.accepted.filter(({ statusResource }) => statusResource === 'removed').length,
		clientSaw: ({ sandbox }) => sandbox.history.statusReads.at(-1)?.clientSaw,
	},
	inbox: {
		prepare: async ({ sandbox, api }) => {
			sandbox.configure({ inboxPageSize: 1 });
			for (let n = 0; n < 3; n++) sandbox.text({ from, to: '22627000', message: 'Hello' });
			return (call) => api('/sms/v3/messaging/inbox/22627000', call);
		},
		done: ({ sandbox }) => sandbox.history.mo.filter(({ state }) => state === 'read').length,
		clientSaw: ({ sandbox }) => sandbox.history.inboxReads.at(-1)?.clientSaw,
	},
};

/** What a client sees of each fault, where that is the same for each operation. */
type Seen = (answer: Reply | (Error & { code?: string })) => void;

const failsWith =
	(...codes: string[]): Seen =>
	(answer) => {
		expect(answer).toBeInstanceOf(Error);
		expect(codes).toContain((answer as { code?: string }).code);
	};

const answers =
	(http: number, headers: Record<string, unknown> = {}, text: RegExp = /(?:)/): Seen =>
	(answer) => {
		expect(answer).toMatchObject({ http, headers });
		expect((answer as Reply).text).toMatch(text);
	};

const unreadable: Seen = (answer) => {
	expect((answer as Reply).http).toBeLessThan(300);
	expect(() => (answer as Reply).json).toThrow(SyntaxError);
};

const seen: Array<[string, Omit<Fault, 'on'>, { processed: boolean }, Seen]> = [
	[
		'connectionResetBefore',
		{ kind: 'connectionResetBefore' },
		{ processed: false },
		failsWith('ECONNRESET', 'UND_ERR_SOCKET'),
	],
	[
		'connectionResetAfter',
		{ kind: 'connectionResetAfter' },
		{ processed: true },
		failsWith('ECONNRESET', 'UND_ERR_SOCKET'),
	],
	[
		'unauthorized',
		{ kind: 'unauthorized' },
		{ processed: false },
		answers(401, { 'www-authenticate': expect.any(String) }, /POL0001|invalid_client/),
	],
	[
		'throttle',
		{ kind: 'throttle' },
		{ processed: false },
		answers(403, {}, /(POL0001|temporarily_unavailable).*too many/),
	],
	[
		'scope',
		{ kind: 'scope' },
		{ processed: false },
		answers(403, {}, /(POL0001|invalid_scope).*scope/),
	],
	[
		'429 with Retry-After',
		{ kind: '429', retryAfter: 7 },
		{ processed: false },
		answers(429, { 'retry-after': '7' }),
	],
	['500', { kind: '500' }, { processed: false }, answers(500, {}, /SVC0001|server_error/)],
	['500, processed', { kind: '500', processed: true }, { processed: true }, answers(500)],
	['502', { kind: '502' }, { processed: false }, answers(502)],
	['502, processed', { kind: '502', processed: true }, { processed: true }, answers(502)],
	[
		'503 with Retry-After',
		{ kind: '503', retryAfter: 'Mon, 23 Nov 2026 00:00:00 GMT' },
		{ processed: false },
		answers(503, { 'retry-after': 'Mon, 23 Nov 2026 00:00:00 GMT' }),
	],
	['504, processed', { kind: '504', processed: true }, { processed: true }, answers(504)],
	['truncated JSON', { kind: 'truncatedJson' }, { processed: true }, unreadable],
	['truncated XML', { kind: 'truncatedXml' }, { processed: true }, unreadable],
	[
		'truncated JSON, with the connection aborted',
		{ kind: 'truncatedJson', aborted: true },
		{ processed: true },
		failsWith('ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'),
	],
	[
		'HTML',
		{ kind: 'html' },
		{ processed: true },
		answers(200, { 'content-type': 'text/html; charset=utf-8' }, /<form/),
	],
	['no body', { kind: 'empty' }, { processed: true }, unreadable],
	[
		'the wrong type',
		{ kind: 'wrongType', contentType: 'image/png' },
		{ processed: true },
		(answer) => {
			expect(answer).toMatchObject({ headers: { 'content-type': 'image/png' } });
			expect((answer as Reply).json).toBeInstanceOf(Object);
		},
	],
	[
		'a huge response',
		{ kind: 'huge', bytes: 1_000_000 },
		{ processed: true },
		(answer) => {
			expect((answer as Reply).text.length).toBeGreaterThan(1_000_000);
			expect((answer as Reply).json).toBeInstanceOf(Object);
		},
	],
	[
		'a slow body',
		{ kind: 'slowBody', bytesPerChunk: 20, everyMs: 1 },
		{ processed: true },
		(answer) => expect((answer as Reply).json).toBeInstanceOf(Object),
	],
];

const operations = Object.keys(probes) as Operation[];

describe.each(operations)('Faults on %s', (on) => {
	const probe = probes[on];

	test.each(seen)(
		`The fault “%s” on ${on} applies to the second request alone`,
		async (_, details, { processed }, see) => {
			const client = await startClient();
			const send = await probe.prepare(client);
			const armed = client.sandbox.fault({ on, skip: 1, ...details });
			expect((await send()).http).toBeLessThan(300);
			expect(probe.done(client)).toBe(1);
			see(await send().catch((error: Error) => error));
			expect(probe.done(client)).toBe(processed ? 2 : 1);
			if (processed) expect(probe.clientSaw(client)).toBe(details.kind);
			else {
				expect(client.sandbox.history.rejected).toMatchObject([
					{ operation: on, reason: `fault ${details.kind}` },
				]);
			}
			expect((await send()).http).toBeLessThan(300);
			expect(probe.done(client)).toBe(processed ? 3 : 2);
			expect(armed.hits).toBe(1);
			expect(client.sandbox.faults).toEqual([]);
			expect(client.sandbox.history.wire.filter(({ fault }) => fault === details.kind).length).toBe(
				1,
			);
		},
	);

	test.each(['timeoutBefore', 'timeoutAfter'] as const)(
		`The fault “%s” on ${on} lasts until the client leaves`,
		async (kind) => {
			const client = await startClient();
			const send = await probe.prepare(client);
			client.sandbox.fault({ on, kind });
			const leave = new AbortController();
			const answer = send({ signal: leave.signal });
			await client.sandbox.until(() => client.sandbox.faults.length === 0);
			leave.abort();
			await expect(answer).rejects.toThrow();
			expect(probe.done(client)).toBe(kind === 'timeoutAfter' ? 1 : 0);
		},
	);

	test(`A timeout on ${on} lasts until the faults are cleared`, async () => {
		const client = await startClient();
		const send = await probe.prepare(client);
		client.sandbox.fault({ on, kind: 'timeoutAfter', times: Infinity });
		const answer = send().catch((error: Error) => error);
		await client.sandbox.until(() => probe.done(client) === 1);
		await client.sandbox.clearFaults();
		expect(await answer).toBeInstanceOf(Error);
		expect((await send()).http).toBeLessThan(300);
	});

	test(`A redirect on ${on} leads to a target that shows whether the token follows`, async () => {
		const client = await startClient();
		const send = await probe.prepare(client);
		client.sandbox.fault({ on, kind: 'redirect', http: 307 });
		const answer = await send();
		expect(answer.http).toBe(307);
		expect(client.sandbox.history.redirected).toEqual([]);
		const location = String(answer.headers.location);
		expect(location.startsWith(client.sandbox.redirectTargetUrl)).toBe(true);
		await fetchUrl(location, { headers: { authorization: 'Bearer followed' } });
		expect(client.sandbox.history.redirected).toMatchObject([{ method: 'GET', withToken: true }]);
		expect(probe.done(client)).toBe(0);
	});

	test.each([
		['latin1', false, 'ISO-8859-1'],
		['latin1', true, 'UTF-8'],
		['utf16', false, 'UTF-16'],
		['utf16', true, 'UTF-8'],
	] as const)(
		`A response to ${on} in %s has the right label unless it is mislabelled (%s)`,
		async (charset, mislabelled, label) => {
			const client = await startClient();
			await probe.prepare(client);
			client.sandbox.text({ from, to: '22627000', message: 'é' });
			client.sandbox.fault({ on, kind: 'wrongCharset', charset, mislabelled });
			const send = await probe.prepare(client);
			const answer = await send();
			expect(answer.headers['content-type']).toBe(`application/json; charset=${label}`);
			if (charset === 'utf16') expect(() => answer.json).toThrow(SyntaxError);
			else expect(answer.json).toBeInstanceOf(Object);
		},
	);

	test(`Connections are refused by the system after ${on}, and accepted again once the faults are cleared`, async () => {
		const client = await startClient();
		const send = await probe.prepare(client);
		client.sandbox.fault({ on, kind: 'connectionRefused', forMs: 1e9, skip: 1 });
		expect((await send()).http).toBeLessThan(300);
		await client.sandbox.until(() => client.sandbox.faults.length === 0);
		await expect(send()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		await expect(send()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		expect(probe.done(client)).toBe(1);
		await client.sandbox.clearFaults();
		expect((await send()).http).toBeLessThan(300);
		expect(probe.done(client)).toBe(2);
	});
});

describe('Refused connections', () => {
	test('Connections are refused at once, and accepted again after the set time', async () => {
		const { sandbox, sendV2 } = await startClient();
		sandbox.fault({ on: 'send', kind: 'connectionRefused', forMs: 50 });
		await expect(sendV2(from)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		let http: number | undefined;
		while (http === undefined)
			http = await sendV2(from).then(
				(answer) => answer.http,
				() => undefined,
			);
		expect(http).toBe(201);
	});

	test('A request in flight is answered though connections are refused', async () => {
		const { sandbox, sendV2 } = await startClient({ latencyMs: 100 });
		const answer = sendV2(from);
		await sandbox.until(({ accepted }) => accepted.length === 1);
		sandbox.fault({ on: 'inbox', kind: 'connectionRefused', forMs: 1e9 });
		expect((await answer).http).toBe(201);
		await expect(sendV2(from)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
	});

	test('Kept-alive connections end when connections are refused', async () => {
		const { sandbox } = await startClient();
		const dispatcher = new Agent({ connections: 1 });
		const ask = async () => {
			const answer = await request(`${sandbox.url}/sandbox/state`, { dispatcher });
			await answer.body.dump();
			return answer.statusCode;
		};
		expect(await ask()).toBe(200);
		sandbox.fault({ on: 'send', kind: 'connectionRefused', forMs: 1e9 });
		// The first may still find the old connection, and its end.
		await ask().catch(() => undefined);
		await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		await sandbox.clearFaults();
		expect(await ask()).toBe(200);
		await dispatcher.destroy();
	});
});

describe('An inbox with wrong counts', () => {
	const page = async ({ inboxV2 }: Client) => (await inboxV2()).json.InboundSmsMessageList;

	test.each([
		['too high', 7, '7'],
		['too low', 0, '0'],
		['negative', -1, '-1'],
		['not a number', 'many', 'many'],
		['empty', '', ''],
		['missing', null, undefined],
	])('The pending count that is announced can be %s', async (_, pending, written) => {
		const client = await startClient({ inboxPageSize: 1 });
		for (let n = 0; n < 3; n++) client.sandbox.text({ from, to: '22627000', message: 'Hello' });
		client.sandbox.fault({ on: 'inbox', kind: 'pendingCount', pending });
		const list = await page(client);
		expect(list.InboundSmsMessage.length).toBe(1);
		expect(list.TotalNumberOfPendingMessages).toBe(written);
		expect(client.sandbox.history.inboxReads[0]).toMatchObject({
			pending: 2,
			clientSaw: 'pendingCount',
		});
		expect((await page(client)).TotalNumberOfPendingMessages).toBe('1');
	});

	test('A page can be empty though more is announced, and keeps the messages', async () => {
		const client = await startClient();
		client.sandbox.text({ from, to: '22627000', message: 'Hello' });
		client.sandbox.fault({ on: 'inbox', kind: 'emptyPage', times: 2 });
		client.sandbox.fault({ on: 'inbox', kind: 'emptyPage', pending: '12' });
		const pages = [];
		for (let read = 0; read < 4; read++) {
			const list = await page(client);
			pages.push([list.InboundSmsMessage.length, list.TotalNumberOfPendingMessages]);
		}
		expect(pages).toEqual([
			[0, '1'],
			[0, '1'],
			[0, '12'],
			[1, '0'],
		]);
	});
});

describe('Faults', () => {
	test.each([
		['unauthorized', 401, 'invalid_client'],
		['throttle', 403, 'temporarily_unavailable'],
		['scope', 403, 'invalid_scope'],
		['429', 429, 'temporarily_unavailable'],
		['500', 500, 'server_error'],
		['503', 503, 'temporarily_unavailable'],
	] as const)(
		'The fault “%s” on a token request has the form of RFC 6749',
		async (kind, http, error) => {
			const { sandbox, token } = await startClient();
			sandbox.fault({ on: 'token', kind });
			const answer = await token({ ...credentials, grant_type: 'client_credentials' });
			expect(answer.http).toBe(http);
			expect(answer.json).toEqual({ error, error_description: expect.any(String) });
		},
	);

	test('Faults that make no sense are rejected', async () => {
		const { sandbox } = await startClient();
		const impossible: Fault[] = [
			{ on: 'send', kind: 'emptyPage' },
			{ on: 'callback', kind: '500' },
			{ on: 'inbox', kind: 'ackLost' },
			{ on: 'send', kind: 'truncatedJson', processed: false },
			{ on: 'send', kind: 'nonsense' as FaultKind },
		];
		for (const fault of impossible) expect(() => sandbox.fault(fault)).toThrow(TypeError);
		expect(sandbox.faults).toEqual([]);
	});

	test('Faults apply one after another, and each counts the requests that those before it let through', async () => {
		const { sandbox, sendV2 } = await startClient();
		sandbox.fault({ on: 'send', kind: '500', skip: 1, times: 2 });
		sandbox.fault({ on: 'send', kind: '502', skip: 1 });
		sandbox.fault({ on: 'inbox', kind: '503' });
		const codes = [];
		for (let n = 0; n < 5; n++) codes.push((await sendV2(from)).http);
		expect(codes).toEqual([201, 500, 500, 502, 201]);
		expect(sandbox.faults).toMatchObject([{ kind: '503', hits: 0 }]);
	});

	test('Faults of every kind can be armed on some operation', async () => {
		const { sandbox } = await startClient();
		for (const [kind, { on }] of Object.entries(faultTypes)) {
			sandbox.fault({ on: on?.[0] ?? 'send', kind: kind as FaultKind, skip: 1 });
		}
		expect(sandbox.faults.length).toBe(Object.keys(faultTypes).length);
		await sandbox.clearFaults();
		expect(sandbox.faults).toEqual([]);
	});
});
