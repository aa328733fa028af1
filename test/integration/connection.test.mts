import { createServer, type Server, type Socket } from 'node:net';
import { closeServer, listenLocally } from '../../scripts/lib/localServer.mts';
import { createN8n, type N8n } from '../support/n8nContexts.mts';
import { credentialHash } from '../../nodes/shared/client/credentialHash.ts';
import { closeLater, newApp, sending, setUp } from './support.mts';
import { accepted, issued, startScriptedGateway } from './support/scriptedGateway.mts';

interface Listening {
	port: number;
	/** Aborted once it has been connected to a second time. */
	again: AbortSignal;
}

/** A server, closed when the test has ended. */
const listen = async (server: Server): Promise<Listening> => {
	const sockets = new Set<Socket>();
	const again = new AbortController();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
		if (sockets.size === 2) again.abort();
	});
	closeLater({
		async close() {
			for (const socket of sockets) socket.destroy();
			await closeServer(server);
		},
	});
	return { port: await listenLocally(server), again: again.signal };
};

/** An n8n with a token, so that its first request is the operation’s own. */
const n8nWithToken = async (baseUrl: string): Promise<N8n> => {
	const { appKey, appSecret } = newApp();
	const credential = { appKey, appSecret, baseUrl, apiVersion: '2', scope: 'SMS' };
	return await createN8n({
		credential: {
			...credential,
			accessToken: 'token',
			refreshToken: '',
			tokenCredentialHash: credentialHash(credential),
		},
	});
};

const dataOf = (error: unknown) => (error as { context?: { data?: object } }).context?.data;

const notSent = { kind: 'unreachable', mayHaveBeenProcessed: false, maybeSent: false };

describe.each<[string, (socket: Socket) => void]>([
	[
		'closes the connection in the TLS handshake',
		(socket) => socket.once('data', () => socket.end()),
	],
	['closes the connection at once', (socket) => socket.end()],
	[
		'resets the connection in the TLS handshake',
		(socket) => socket.once('data', () => socket.resetAndDestroy()),
	],
	['resets the connection at once', (socket) => socket.resetAndDestroy()],
	[
		'speaks plain HTTP in the TLS handshake',
		(socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
	],
])('A gateway that %s', (_, handle) => {
	const open = async () => {
		const { port, again } = await listen(createServer(handle));
		return { baseUrl: `https://127.0.0.1:${port}`, again };
	};

	/** An n8n that has to get a token first. */
	const n8nWithoutToken = async (baseUrl: string): Promise<N8n> => {
		const { appKey, appSecret } = newApp();
		const credential = { appKey, appSecret, baseUrl, apiVersion: '2', scope: 'SMS' };
		return await createN8n({ credential });
	};

	const sendOnce = sending({ options: { maxRetryTime: 0 } });

	/** Stops the execution once the gateway is connected to again: no longer than that is waited for. */
	const expectRetry = async (n8n: N8n, again: AbortSignal) => {
		const patient = sending({ options: { maxRetryTime: 600 } });
		await n8n.run({ parameters: patient, abortSignal: again });
		expect(again.aborted).toBe(true);
	};

	test('A message of which the gateway got nothing is reported as not sent', async () => {
		const n8n = await n8nWithToken((await open()).baseUrl);
		const { error } = await n8n.run({ parameters: sendOnce });
		expect(dataOf(error)).toMatchObject(notSent);
		expect(error?.description).toContain('Nothing was sent.');
	});

	test('A message of which the gateway got nothing is tried again', async () => {
		const { baseUrl, again } = await open();
		await expectRetry(await n8nWithToken(baseUrl), again);
	});

	test('A token request of which the gateway got nothing means that nothing was sent', async () => {
		const n8n = await n8nWithoutToken((await open()).baseUrl);
		const { error } = await n8n.run({ parameters: sendOnce });
		expect(dataOf(error)).toMatchObject(notSent);
	});

	test('A token request of which the gateway got nothing is tried again', async () => {
		const { baseUrl, again } = await open();
		await expectRetry(await n8nWithoutToken(baseUrl), again);
	});
});

test('A TLS handshake that takes longer than the timeout means that nothing was sent', async () => {
	const { port } = await listen(createServer(() => {}));
	const n8n = await n8nWithToken(`https://127.0.0.1:${port}`);
	const options = { timeout: 1, maxRetryTime: 0 };
	const { error } = await n8n.run({ parameters: sending({ options }) });
	expect(dataOf(error)).toMatchObject(notSent);
});

test('A token request slower than the timeout leaves the repeated request its own time', async () => {
	const { n8n, requests } = await startScriptedGateway({
		token: (_, count) => ({ ...issued(`token-${count}`), afterMs: count === 0 ? 0 : 3300 }),
		api: ({ token }, count) =>
			token === 'token-1' || count === 0 ? accepted('SMS1') : { http: 401 },
	});
	await n8n.execute({ parameters: sending() });
	const { error } = await n8n.run({ parameters: sending({ options: { timeout: 3 } }) });
	expect(error).toBeUndefined();
	expect(requests.map(({ token }) => token)).toEqual(['token-0', 'token-0', 'token-1']);
});

test.each([16.1, 1.0005, 40 / 3])(
	'A timeout of %d seconds is as good as any other',
	async (timeout) => {
		const { sandbox, n8n } = await setUp();
		await n8n.execute({ parameters: sending({ options: { timeout } }) });
		expect(sandbox.history.accepted).toHaveLength(1);
	},
);

/** Has n8n fail to store a credential a number of times. */
const failToStore = (n8n: N8n, times: number) => {
	let stored = n8n.credentials.attOAuth2Api;
	let failures = 0;
	Object.defineProperty(n8n.credentials, 'attOAuth2Api', {
		enumerable: true,
		get: () => stored,
		set(value: typeof stored) {
			if (failures++ < times) throw new Error('SQLITE_BUSY: database is locked');
			stored = value;
		},
	});
};

test('A token that n8n can’t store for a moment does not fail the run', async () => {
	const { sandbox, n8n } = await setUp();
	failToStore(n8n, 2);
	await n8n.execute({ parameters: sending() });
	expect(sandbox.history.accepted).toHaveLength(1);
	expect(sandbox.history.tokenRequests).toHaveLength(1);
});

test('A token that n8n can’t store at all means that nothing was sent', async () => {
	const { sandbox, n8n } = await setUp();
	failToStore(n8n, Infinity);
	const { error } = await n8n.run({ parameters: sending({ options: { maxRetryTime: 1 } }) });
	expect(dataOf(error)).toMatchObject({
		kind: 'tokenNotStored',
		mayHaveBeenProcessed: false,
		maybeSent: false,
	});
	expect(error?.message).toContain('database is locked');
	expect(sandbox.history.accepted).toEqual([]);
});

test.each([302, 303] as const)('A message answered by HTTP %d may have been sent', async (http) => {
	const { sandbox, n8n } = await setUp();
	sandbox.fault({ on: 'send', kind: 'redirect', http, times: Infinity });
	const { error } = await n8n.run({ parameters: sending() });
	expect(dataOf(error)).toMatchObject({
		kind: 'seeOther',
		mayHaveBeenProcessed: true,
		maybeSent: true,
	});
});
