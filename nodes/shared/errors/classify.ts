import { decodeBody } from '../protocol/payload';
import { readApiError, type ApiError } from '../protocol/requestError';
import { findGatewayError, GatewayError, type GatewayErrorKind } from './gatewayError';

/** An HTTP answer before anything is made of it. */
export interface HttpResponse {
	httpStatus: number;
	headers: Record<string, unknown>;
	body: Buffer;
}

const header = ({ headers }: HttpResponse, name: string): string => {
	const value = headers[name];
	return typeof value === 'string' ? value : '';
};

export const bodyText = (answer: HttpResponse): string =>
	decodeBody(answer.body, header(answer, 'content-type'));

/** `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3). */
const retryAfterMs = (answer: HttpResponse): number | undefined => {
	const value = header(answer, 'retry-after');
	if (value === '') return undefined;
	const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};

/**
 * POL0001 with a 403 is both "the token lacks the scope" and "too many requests". Only its text
 * tells; what speaks of neither counts as a throttle, since waiting harms nothing and a scope that
 * is missing still is after the wait.
 */
const speaksOfScope = /\bscope\b|not (authori[sz]ed|permitted|allowed)|permission|privilege/i;
const speaksOfRate = /too many|\brates?\b|quota|thrott|limit|exceed|frequen/i;

const isThrottle = (httpStatus: number, apiError?: ApiError): boolean =>
	httpStatus === 429 ||
	(httpStatus === 403 &&
		apiError?.code.toUpperCase() === 'POL0001' &&
		(speaksOfRate.test(apiError.text) || !speaksOfScope.test(apiError.text)));

const kindOf = (httpStatus: number, apiError?: ApiError): GatewayErrorKind => {
	if (httpStatus === 401) return 'unauthorized';
	if (isThrottle(httpStatus, apiError)) return 'throttled';
	if (httpStatus === 503) return 'unavailable';
	if (httpStatus >= 500) return 'serverError';
	return httpStatus >= 400 ? 'rejected' : 'redirected';
};

/** The failure that an answer other than 2xx stands for. */
export const errorFromResponse = (answer: HttpResponse): GatewayError => {
	const { httpStatus } = answer;
	const apiError = readApiError(bodyText(answer));
	const said = [apiError?.code, apiError?.text].filter(Boolean).join(': ') || `HTTP ${httpStatus}`;
	return new GatewayError(kindOf(httpStatus, apiError), said, {
		httpStatus,
		...(apiError && { apiError }),
		retryAfterMs: retryAfterMs(answer),
	});
};

/** Codes of Node.js that mean: no connection, so nothing was sent. */
const unreachable = new Set([
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

/** Codes of axios that say little to people. */
const inWords: Record<string, string | undefined> = {
	ECONNABORTED: 'it was silent for too long',
	ERR_CANCELED: 'its answer was not complete in time',
};

/** A connection that fails once it stands has carried the request, whatever the code. */
const failedLater = new Set(['read', 'write']);

/** What axios and Node.js put on the errors that n8n hands on. */
interface HttpError extends Error {
	code?: unknown;
	syscall?: unknown;
	errors?: unknown;
	response?: { status?: unknown; headers?: Record<string, unknown>; data?: unknown };
}

const chainOf = (error: unknown): HttpError[] => {
	const chain: HttpError[] = [];
	for (let next = error; next instanceof Error && chain.length < 8; next = next.cause) {
		chain.push(next);
	}
	return chain;
};

/** A body as n8n hands it on for `encoding: 'arraybuffer'`. */
export const toBuffer = (data: unknown): Buffer => {
	if (Buffer.isBuffer(data)) return data;
	if (data instanceof ArrayBuffer) return Buffer.from(data);
	return Buffer.from(typeof data === 'string' ? data : JSON.stringify(data ?? ''));
};

const answerIn = (chain: HttpError[]): HttpResponse | undefined => {
	const response = chain.find(({ response }) => typeof response?.status === 'number')?.response;
	return (
		response && {
			httpStatus: Number(response.status),
			headers: { ...response.headers },
			body: toBuffer(response.data),
		}
	);
};

const failedToConnect = (error: HttpError): boolean =>
	unreachable.has(String(error.code)) ||
	(error.code === 'ETIMEDOUT' && error.syscall === 'connect') ||
	(Array.isArray(error.errors) && error.errors.length > 0 && error.errors.every(failedToConnect));

const isCertificate = (error: HttpError): boolean =>
	/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(String(error.code));

/**
 * Makes a GatewayError of whatever n8n's HTTP helper threw. What can't be told counts as
 * `unanswered`: to call a message unsent that was sent is the worse mistake.
 */
export const toGatewayError = (error: unknown, baseUrl?: string): GatewayError => {
	const known = findGatewayError(error);
	if (known) return known;
	const chain = chainOf(error);
	const answer = answerIn(chain);
	// An answer of 2xx is no failure by itself: here it broke off in the middle.
	if (answer && answer.httpStatus >= 300) return errorFromResponse(answer);
	const code = chain.map((link) => link.code).find((value) => typeof value === 'string');
	const what = typeof code === 'string' ? (inWords[code] ?? code) : 'no answer';
	const isConnected = chain.some(({ syscall }) => failedLater.has(String(syscall)));
	const kind = chain.some(isCertificate)
		? 'untrustedCertificate'
		: !isConnected && chain.some(failedToConnect)
			? 'unreachable'
			: 'noResponse';
	return new GatewayError(kind, what, { baseUrl });
};
