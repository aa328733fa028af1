import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { createServer as createTlsServer, request as httpsRequest } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import {
	bodyText,
	errorFromResponse,
	toGatewayError,
	toBuffer,
} from '../../../../../nodes/shared/errors/classify.ts';
import {
	CredentialError,
	findGatewayError,
	GatewayError,
} from '../../../../../nodes/shared/errors/gatewayError.ts';
import { fixture } from '../../fixtures.mts';
import { selfSigned } from './selfSigned.mts';

const policy = (code: string, text: string) =>
	JSON.stringify({ RequestError: { PolicyException: { MessageId: code, Text: text } } });

const answer = (httpStatus: number, body = '', headers: Record<string, unknown> = {}) => ({
	httpStatus,
	headers,
	body: Buffer.from(body),
});

describe('errorFromResponse', () => {
	test.each<[number, string, string]>([
		[301, '', 'redirected'],
		[302, '<html>Found</html>', 'redirected'],
		[307, '', 'redirected'],
		[400, fixture('wire/request-error.service.json'), 'rejected'],
		[400, fixture('wire/request-error.service.xml'), 'rejected'],
		[400, fixture('wire/request-error.policy.xml'), 'rejected'],
		[400, policy('POL0001', 'Authorization header missing'), 'rejected'],
		[400, '', 'rejected'],
		[401, fixture('wire/request-error.policy.json'), 'unauthorized'],
		[401, fixture('wire/oauth-error.json'), 'unauthorized'],
		[401, '', 'unauthorized'],
		[403, policy('POL0001', 'Too many requests'), 'throttled'],
		[403, policy('pol0001', 'Rate limit exceeded'), 'throttled'],
		[403, policy('POL0001', 'The quota of this app is used up'), 'throttled'],
		[403, policy('POL0001', 'A policy error occurred'), 'throttled'],
		[403, policy('POL0001', 'Not allowed: too many requests'), 'throttled'],
		[403, policy('POL0001', 'The token lacks the scope'), 'rejected'],
		[403, policy('POL0001', 'Not authorized'), 'rejected'],
		[403, policy('POL0001', 'The token was generated without permission for SMS'), 'rejected'],
		[403, policy('POL0002', 'Too many requests for this resource'), 'rejected'],
		[403, '', 'rejected'],
		[403, '<html>Forbidden</html>', 'rejected'],
		[404, '', 'rejected'],
		[429, '', 'throttled'],
		[429, policy('POL0001', 'The token lacks the scope'), 'throttled'],
		[500, policy('SVC0001', 'A service error occurred'), 'serverError'],
		[502, '<html>Bad Gateway</html>', 'serverError'],
		[503, policy('SVC1000', 'Not enough resources'), 'unavailable'],
		[503, '', 'unavailable'],
		[504, '', 'serverError'],
	])('%d with %j is %s', (httpStatus, body, kind) => {
		const failure = errorFromResponse(answer(httpStatus, body));
		expect(failure).toMatchObject({ kind, details: { httpStatus } });
		expect(failure.message).not.toBe('');
	});

	test.each([
		[
			fixture('wire/request-error.policy.xml'),
			'POL0003: Too many addresses specified in message part address',
		],
		[fixture('wire/oauth-error.json'), 'invalid_client: Client authentication failed'],
		['{"error": "invalid_client"}', 'invalid_client'],
		['{"RequestError": {"ServiceException": {}}}', 'HTTP 400'],
		['<html>Bad Request</html>', 'HTTP 400'],
		['', 'HTTP 400'],
	])('says of %j: %s', (body, said) => {
		expect(errorFromResponse(answer(400, body)).message).toBe(said);
	});

	describe('Retry-After', () => {
		beforeEach(() => jest.useFakeTimers({ now: Date.UTC(2026, 0, 1, 12, 0, 0) }));
		afterEach(() => jest.useRealTimers());

		test.each<[unknown, number | undefined]>([
			['120', 120_000],
			['0', 0],
			['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
			['Thu, 01 Jan 2026 11:00:00 GMT', 0],
			['soon', undefined],
			['', undefined],
			[undefined, undefined],
		])('%j is %j ms', (value, expected) => {
			const failure = errorFromResponse(answer(503, '', { 'retry-after': value }));
			expect(failure.details.retryAfterMs).toBe(expected);
		});
	});
});

const sockets = new Set<Socket>();
const servers: Server[] = [];

/** A server on loopback that does as told with each connection. */
const listen = async (server: Server): Promise<number> => {
	servers.push(server);
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
};

afterEach(async () => {
	for (const socket of sockets) socket.destroy();
	sockets.clear();
	await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))));
});

/** The error that a request meets. */
const errorOf = async (url: string): Promise<Error> => {
	const request = url.startsWith('https') ? httpsRequest : httpRequest;
	const client = request(url, { method: 'POST', agent: false });
	client.end('{}');
	const [error] = (await once(client, 'error')) as [Error];
	return error;
};

describe('toGatewayError, of real errors', () => {
	const closedPort = async () => {
		const port = await listen(createServer());
		await new Promise((done) => servers.pop()?.close(done));
		return port;
	};

	test('a refused connection: nothing was sent', async () => {
		const error = await errorOf(`http://127.0.0.1:${await closedPort()}`);
		expect(toGatewayError(error)).toMatchObject({
			kind: 'unreachable',
			message: 'ECONNREFUSED',
			mayHaveBeenProcessed: false,
		});
	});

	test('a host of which each address refuses', async () => {
		const error = await errorOf(`http://localhost:${await closedPort()}`);
		expect(toGatewayError(error)).toMatchObject({
			kind: 'unreachable',
			mayHaveBeenProcessed: false,
		});
	});

	test.each<[string, (socket: Socket) => void]>([
		['a reset after the request left', (socket) => socket.resetAndDestroy()],
		['an end without an answer', (socket) => socket.end()],
		['a cut answer', (socket) => socket.end('HTTP/1.1 2')],
	])('%s: it may have been taken', async (_, cut) => {
		const port = await listen(createServer((socket) => socket.once('data', () => cut(socket))));
		const error = await errorOf(`http://127.0.0.1:${port}`);
		expect(toGatewayError(error)).toMatchObject({ kind: 'noResponse', mayHaveBeenProcessed: true });
	});

	test('a certificate that nobody vouches for: nothing was sent', async () => {
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

describe('toGatewayError', () => {
	const coded = (code: string, more: object = {}) =>
		Object.assign(new Error('no'), { code, ...more });

	test.each<[string, unknown, string]>([
		['an unknown host', coded('ENOTFOUND'), 'unreachable'],
		['a lookup that failed for now', coded('EAI_AGAIN'), 'unreachable'],
		['no way to the host', coded('EHOSTUNREACH'), 'unreachable'],
		['a timeout of the connection', coded('ETIMEDOUT', { syscall: 'connect' }), 'unreachable'],
		['a timeout of the answer', coded('ETIMEDOUT'), 'noResponse'],
		["axios's timeout", coded('ECONNABORTED'), 'noResponse'],
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
			'an answer of 201 that broke off in the middle',
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
		['a cause that tells', new Error('no', { cause: coded('ECONNREFUSED') }), 'unreachable'],
		['an error without a code', new Error('no'), 'noResponse'],
		['what is no error', 'no', 'noResponse'],
		['nothing', undefined, 'noResponse'],
	])('%s', (_, error, kind) => {
		expect(toGatewayError(error)).toMatchObject({ kind });
	});

	test('reads the answer that an HTTP error carries', () => {
		const response = { status: 401, headers: {}, data: fixture('wire/oauth-error.json') };
		const error = new Error('wrapped', { cause: Object.assign(new Error('401'), { response }) });
		expect(toGatewayError(error)).toMatchObject({
			kind: 'unauthorized',
			details: { apiError: { code: 'invalid_client' } },
		});
	});

	test('keeps the failure that an error carries, however often it is wrapped', () => {
		const failure = new GatewayError('throttled', 'POL0001');
		const wrapped = new Error('a', { cause: new Error('b', { cause: failure }) });
		const explained = new Error('a', { cause: new CredentialError('in words', failure) });
		for (const error of [failure, wrapped, explained]) {
			expect(toGatewayError(error)).toBe(failure);
		}
	});

	test('comes to an end where causes lead in a circle', () => {
		const error = new Error('a');
		error.cause = new Error('b', { cause: error });
		expect(findGatewayError(error)).toBeUndefined();
		expect(toGatewayError(error).kind).toBe('noResponse');
	});
});

test.each<[string, unknown, string]>([
	['a Buffer', Buffer.from('é'), 'é'],
	['an ArrayBuffer', new Uint8Array([0x68, 0x69]).buffer, 'hi'],
	['text', 'é', 'é'],
	['an object', { a: 1 }, '{"a":1}'],
	['nothing', undefined, '""'],
])('toBuffer takes %s', (_, data, expected) => {
	expect(bodyText({ httpStatus: 200, headers: {}, body: toBuffer(data) })).toBe(expected);
});
