import { UserError } from 'n8n-workflow';
import { toBuffer, type HttpResponse } from '../client/httpResponse';
import { errorFromResponse } from './errorFromResponse';
import { findGatewayError, GatewayError, type GatewayErrorKind } from './gatewayError';

/** Codes of Node.js after which no connection exists, so that nothing was sent. */
const connectionCodes = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EAI_FAIL',
	'EHOSTUNREACH',
	'EHOSTDOWN',
	'ENETUNREACH',
	'ENETDOWN',
	'EADDRNOTAVAIL',
]);

/** System calls on a connection that is open: the request may be on its way, whatever the code. */
const openConnectionCalls = new Set(['read', 'write']);

/** The part of Node.js's socket that shows how far a connection got. */
interface RequestSocket {
	connecting?: unknown;
	/** Of a TLS socket: true until the handshake is complete. */
	secureConnecting?: unknown;
}

/** What axios and Node.js put on the errors that n8n passes on. */
interface HttpError extends Error {
	code?: unknown;
	syscall?: unknown;
	errors?: unknown;
	request?: unknown;
	response?: { status?: unknown; headers?: Record<string, unknown>; data?: unknown };
}

/** How many causes deep to look: a chain of causes may be a circle. */
const maxCauses = 8;

const causesOf = (error: unknown): HttpError[] => {
	const causes: HttpError[] = [];
	for (let next = error; next instanceof Error && causes.length < maxCauses; next = next.cause) {
		causes.push(next);
	}
	return causes;
};

const responseIn = (causes: HttpError[]): HttpResponse | undefined => {
	const response = causes.find((cause) => typeof cause.response?.status === 'number')?.response;
	return (
		response && {
			httpStatus: Number(response.status),
			headers: { ...response.headers },
			body: toBuffer(response.data),
		}
	);
};

const failedToConnect = (error: HttpError): boolean =>
	connectionCodes.has(String(error.code)) ||
	(error.code === 'ETIMEDOUT' && error.syscall === 'connect') ||
	(Array.isArray(error.errors) && error.errors.length > 0 && error.errors.every(failedToConnect));

const isCertificateError = (error: HttpError): boolean =>
	/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(String(error.code));

/**
 * Whether the request's own socket shows that nothing was written to it. Node.js writes a request
 * once the connection is open, and over TLS once the handshake is complete.
 */
const neverWritten = ({ request }: HttpError): boolean => {
	if (typeof request !== 'object' || request === null || !('socket' in request)) return false;
	const socket = request.socket as RequestSocket | null;
	// Node.js gives a request its socket, for good, once there is one.
	return socket === null || socket.connecting === true || socket.secureConnecting === true;
};

const kindOf = (causes: HttpError[]): GatewayErrorKind => {
	if (causes.some(isCertificateError)) return 'untrustedCertificate';
	if (causes.some(neverWritten)) return 'unreachable';
	const wasOpen = causes.some(({ syscall }) => openConnectionCalls.has(String(syscall)));
	return !wasOpen && causes.some(failedToConnect) ? 'unreachable' : 'noResponse';
};

/**
 * The GatewayError for whatever n8n's HTTP helper threw. Where nothing shows that the request never
 * left, it counts as `noResponse`: to report a message as not sent that was sent is the worse mistake.
 * `method` is that of the request; `baseUrl` is for the error message.
 */
export const toGatewayError = (error: unknown, baseUrl?: string, method?: string): GatewayError => {
	const known = findGatewayError(error);
	if (known) return known;
	const causes = causesOf(error);
	const response = responseIn(causes);
	// n8n rejects an address or domain that its administrator doesn't allow, before it connects.
	const userError = causes.find((cause) => cause instanceof UserError);
	if (userError && !response) return new GatewayError('misconfigured', userError.message);
	// A 2xx that comes with an error is a response that broke off in the middle.
	if (response && response.httpStatus >= 300) return errorFromResponse(response, method);
	const code = causes.map((cause) => cause.code).find((value) => typeof value === 'string');
	return new GatewayError(kindOf(causes), typeof code === 'string' ? code : 'no response', {
		baseUrl,
	});
};
