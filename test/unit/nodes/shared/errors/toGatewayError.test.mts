import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createServer as createTlsServer, request as httpsRequest } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';

import { UserError } from 'n8n-workflow';
import { toGatewayError } from '../../../../../nodes/shared/errors/toGatewayError.ts';
import {
	CredentialError,
	findGatewayError,
	GatewayError,
} from '../../../../../nodes/shared/errors/gatewayError.ts';
import { fixture } from '../../fixtures.mts';
import { closeServer, listenLocally } from '../../../../../scripts/lib/localServer.mts';
import { freePort } from '../../../../../scripts/lib/ports.mts';
import { selfSigned } from '../../../../support/selfSigned.mts';

const sockets = new Set<Socket>();
const servers: Server[] = [];

/** A server on loopback that handles each connection as given. */
const listen = async (server: Server): Promise<number> => {
	servers.push(server);
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	return await listenLocally(server);
};

afterEach(async () => {
	for (const socket of sockets) socket.destroy();
	sockets.clear();
	await Promise.all(servers.splice(0).map(closeServer));
});

/** The error that a request meets, with the request on it as axios has it. */
const errorOf = async (url: string, options: object = {}): Promise<Error> => {
	const send = url.startsWith('https') ? httpsRequest : httpRequest;
	const request = send(url, { method: 'POST', agent: false, ...options });
	request.end('{}');
	const [error] = (await once(request, 'error')) as [Error];
	return Object.assign(error, { request });
};

describe('Errors of real connections', () => {
	test('A refused connection means that nothing was sent', async () => {
		const error = await errorOf(`http://127.0.0.1:${await freePort()}`);
		expect(toGatewayError(error)).toMatchObject({
			kind: 'unreachable',
			message: 'ECONNREFUSED',
			mayHaveBeenProcessed: false,
		});
	});

	test('A host whose addresses all refuse the connection is unreachable', async () => {
		const error = await errorOf(`http://localhost:${await freePort()}`);
		expect(toGatewayError(error)).toMatchObject({
			kind: 'unreachable',
			mayHaveBeenProcessed: false,
		});
	});

	test.each<[string, (socket: Socket) => void]>([
		['a reset after the request left', (socket) => socket.resetAndDestroy()],
		['an end without a response', (socket) => socket.end()],
		['a cut response', (socket) => socket.end('HTTP/1.1 2')],
	])('After %s, the request may have been processed', async (_, cut) => {
		const port = await listen(createServer((socket) => socket.once('data', () => cut(socket))));
		const error = await errorOf(`http://127.0.0.1:${port}`);
		expect(toGatewayError(error)).toMatchObject({ kind: 'noResponse', mayHaveBeenProcessed: true });
	});

	test.each<[string, (socket: Socket) => void]>([
		['a close', (socket) => socket.once('data', () => socket.end())],
		['a close at once', (socket) => socket.end()],
		['a reset', (socket) => socket.once('data', () => socket.resetAndDestroy())],
		['a reset at once', (socket) => socket.resetAndDestroy()],
		['plain HTTP', (socket) => socket.once('data', () => socket.end('HTTP/1.1 400 No\r\n\r\n'))],
	])('After %s in the TLS handshake, nothing was sent', async (_, handle) => {
		const port = await listen(createServer(handle));
		const error = await errorOf(`https://127.0.0.1:${port}`);
		expect(toGatewayError(error)).toMatchObject({
			kind: 'unreachable',
			mayHaveBeenProcessed: false,
			retryable: true,
		});
	});

	test.each<[string, (socket: Socket) => void]>([
		['a close', (socket) => socket.end()],
		['an abort', (socket) => socket.destroy()],
	])(
		'After %s that follows the TLS handshake, the request may have been processed',
		async (_, cut) => {
			const server = createTlsServer(selfSigned());
			server.on('request', ({ socket }) => cut(socket));
			const port = await listen(server);
			const error = await errorOf(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
			expect(toGatewayError(error)).toMatchObject({
				kind: 'noResponse',
				mayHaveBeenProcessed: true,
			});
		},
	);

	test('An untrusted certificate means that nothing was sent', async () => {
		const server = createTlsServer(selfSigned());
		let requests = 0;
		server.on('request', () => requests++);
		const port = await listen(server);
		const error = await errorOf(`https://127.0.0.1:${port}`);
		expect(toGatewayError(error)).toMatchObject({
			kind: 'untrustedCertificate',
			mayHaveBeenProcessed: false,
		});
		expect(requests).toBe(0);
	});
});

describe('Errors of requests', () => {
	const coded = (code: string, more: object = {}) =>
		Object.assign(new Error('no'), { code, ...more });

	test.each<[string, unknown, string]>([
		['an unknown host', coded('ENOTFOUND'), 'unreachable'],
		['a lookup that failed for now', coded('EAI_AGAIN'), 'unreachable'],
		['a host without a route', coded('EHOSTUNREACH'), 'unreachable'],
		['a timeout of the connection', coded('ETIMEDOUT', { syscall: 'connect' }), 'unreachable'],
		['a timeout of the response', coded('ETIMEDOUT'), 'noResponse'],
		['a timeout of axios', coded('ECONNABORTED'), 'noResponse'],
		['a broken pipe', coded('EPIPE'), 'noResponse'],
		[
			'one address that refused, one that answered late',
			coded('', { errors: [coded('ECONNREFUSED'), coded('ETIMEDOUT')] }),
			'noResponse',
		],
		[
			'two addresses that refused',
			coded('', { errors: [coded('ECONNREFUSED'), coded('ENETUNREACH')] }),
			'unreachable',
		],
		[
			'a host that became unreachable once the connection stood',
			coded('EHOSTUNREACH', { syscall: 'read' }),
			'noResponse',
		],
		[
			'a 201 that broke off in the middle',
			coded('ERR_BAD_RESPONSE', { response: { status: 201, headers: {}, data: '{"I' } }),
			'noResponse',
		],
		['an expired certificate', coded('CERT_HAS_EXPIRED'), 'untrustedCertificate'],
		[
			'a certificate of another name',
			coded('ERR_TLS_CERT_ALTNAME_INVALID'),
			'untrustedCertificate',
		],
		['an unknown issuer', coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'), 'untrustedCertificate'],
		[
			'an error with a known cause',
			new Error('no', { cause: coded('ECONNREFUSED') }),
			'unreachable',
		],
		['an error without a code', new Error('no'), 'noResponse'],
		['a value that is not an error', 'no', 'noResponse'],
		['an undefined value', undefined, 'noResponse'],
	])('The kind of %s is found', (_, error, kind) => {
		expect(toGatewayError(error)).toMatchObject({ kind });
	});

	test('The response that an HTTP error carries is read', () => {
		const response = { status: 401, headers: {}, data: fixture('wire/oauth-error.json') };
		const error = new Error('wrapped', { cause: Object.assign(new Error('401'), { response }) });
		expect(toGatewayError(error)).toMatchObject({
			kind: 'unauthorized',
			details: { apiError: { code: 'invalid_client' } },
		});
	});

	test.each<[string, (rejection: Error) => Error]>([
		['as it is', (rejection) => rejection],
		['wrapped', (rejection) => new Error('Request failed', { cause: rejection })],
		[
			'on the connection, by axios',
			(rejection) =>
				Object.assign(new Error('no', { cause: rejection }), { request: { socket: null } }),
		],
	])('A request that n8n itself blocks isn’t sent or retried, with its error %s', (_, wrap) => {
		const message = 'The request was blocked because it resolves to a restricted IP address';
		const error = toGatewayError(wrap(new UserError(message)));
		expect(error).toMatchObject({ kind: 'misconfigured', message });
		expect(error).toMatchObject({ mayHaveBeenProcessed: false, retryable: false });
	});

	test('The error that another one carries is kept, however often it is wrapped', () => {
		const failure = new GatewayError('throttled', 'POL0001');
		const wrapped = new Error('a', { cause: new Error('b', { cause: failure }) });
		const explained = new Error('a', { cause: new CredentialError('in words', failure) });
		for (const error of [failure, wrapped, explained]) {
			expect(toGatewayError(error)).toBe(failure);
		}
	});

	test('Causes that lead in a circle come to an end', () => {
		const error = new Error('a');
		error.cause = new Error('b', { cause: error });
		expect(findGatewayError(error)).toBeUndefined();
		expect(toGatewayError(error).kind).toBe('noResponse');
	});
});
