import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { errorFromResponse } from '../errors/errorFromResponse';
import { findGatewayError, GatewayError } from '../errors/gatewayError';
import { invalidResponse } from '../errors/invalidResponse';
import { maskGatewayError } from '../errors/maskGatewayError';
import { toGatewayError } from '../errors/toGatewayError';
import { createSecretMask } from '../message/createMask';
import { findDialect } from '../protocol/dialects';
import { list, token } from '../protocol/fields';
import { parsePayload } from '../protocol/payload';
import { readPayloadError } from '../protocol/requestError';
import type { Dialect, Provider, WireRequest } from '../protocol/types';
import { credentialsForRequest, replaceToken } from './accessToken';
import { checkedApiVersion } from './apiVersion';
import { sharedRateLimiter } from '../retry/sharedRateLimiter';
import type { RateLimiter } from '../retry/rateLimiter';
import { checkedBaseUrl } from './baseUrl';
import { trimmed } from './credentialHash';
import { bodyText, header, toHttpResponse, type HttpResponse } from './httpResponse';
import { isWaitingForToken, markOwnRequest } from './requestProgress';
import type { NodeContext } from './nodeContext';
import { secretsIn } from './secretsIn';

export const credentialType = 'attOAuth2Api';

/** What was read from a response, with its payload. */
export interface ApiResponse<T> {
	value: T;
	payload: unknown;
}

/** AT&T's gateway as one node uses it in one run. */
export interface Client {
	baseUrl: string;
	dialect: Dialect;
	/**
	 * Sends a request and reads the response with `read`. Repeats it, once, only where AT&T rejected
	 * the token. Throws a GatewayError.
	 */
	request<T>(
		request: WireRequest,
		read: (payload: unknown) => T,
		options?: RequestOptions,
	): Promise<ApiResponse<T>>;
}

export interface RequestOptions {
	/** Whether a 2xx without a body is a valid response. `read` then gets `undefined`. */
	mayBeEmpty?(httpStatus: number): boolean;
}

/**
 * AT&T's sample apps took 300 for a page of the inbox as well as 200. The page is removed by then, so
 * it must be read. Without a Location it isn't a redirect (RFC 9110, section 15.4.1).
 */
const isSuccess = (response: HttpResponse, method: string): boolean => {
	const { httpStatus } = response;
	if (httpStatus === 300) return method === 'GET' && header(response, 'location') === '';
	return httpStatus >= 200 && httpStatus <= 299;
};

/** Whether what was read has an id, a status or a message. */
const holdsResult = (value: unknown): boolean =>
	Array.isArray(value)
		? value.length > 0
		: token(value, 'messageId') !== '' || list(value, 'messages').length > 0;

const readResponse = <T>(
	response: HttpResponse,
	{ method }: WireRequest,
	read: (payload: unknown) => T,
	{ mayBeEmpty }: RequestOptions,
): ApiResponse<T> => {
	const body = bodyText(response);
	const invalid = (error: unknown) =>
		invalidResponse(error, body, { httpStatus: response.httpStatus, body });
	const parse = (): unknown => {
		try {
			const isEmpty = body.trim() === '' && mayBeEmpty?.(response.httpStatus);
			return isEmpty ? undefined : parsePayload(body);
		} catch (error) {
			throw invalid(error);
		}
	};
	const payload = parse();
	const attempt = (): { value?: T; error?: GatewayError } => {
		try {
			return { value: read(payload) };
		} catch (error) {
			return { error: invalid(error) };
		}
	};
	const { value, error } = attempt();
	const apiError = readPayloadError(payload, holdsResult(value));
	if (apiError) throw errorFromResponse(response, method, apiError);
	if (error) throw error;
	return { value: value as T, payload };
};

/** The credential to repeat a request with after an error. Undefined if another token is no better. */
const withOtherToken = (
	credentials: ICredentialDataDecryptedObject,
	{ kind, details }: GatewayError,
): ICredentialDataDecryptedObject | undefined => {
	const lacksScope = details.missingScope === true;
	return kind === 'unauthorized' || lacksScope ? replaceToken(credentials, lacksScope) : undefined;
};

/** An error that came before anything was sent: n8n fetched a token and could not store it. */
const tokenNotStored = (error: unknown): GatewayError =>
	new GatewayError('tokenNotStored', error instanceof Error ? error.message : 'unknown error');

/** Whether an error is from an HTTP request rather than from n8n itself. */
const isHttpError = (error: unknown): boolean => {
	for (let next = error, depth = 0; next instanceof Error && depth < 16; depth++) {
		if ('request' in next || 'isAxiosError' in next) return true;
		next = next.cause;
	}
	return false;
};

/** Throws a GatewayError if there is none: guessing a version would send to the wrong API. */
const dialectFor = (provider: string, apiVersion: unknown): Dialect => {
	const dialect = findDialect(provider, checkedApiVersion(apiVersion));
	if (dialect) return dialect;
	throw new GatewayError(
		'misconfigured',
		`There is no provider "${provider}" in API version ${String(apiVersion)}`,
	);
};

const httpOptions = (
	{ method, path, body }: WireRequest,
	baseUrl: string,
	timeoutMs: number,
): IHttpRequestOptions => ({
	method,
	url: baseUrl + path,
	headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
	...(body && { body }),
	encoding: 'arraybuffer',
	returnFullResponse: true,
	ignoreHttpStatusErrors: true,
	disableFollowRedirect: true,
	timeout: Math.ceil(timeoutMs),
});

/**
 * Opens the gateway with the node's credential, which is read once for the whole run. `timeoutMs`
 * limits each request. The rate limiter is the app's, shared by all that uses it. Throws a GatewayError where the credential's base URL or version can't be used.
 */
export const createClient = async (
	context: NodeContext,
	provider: Provider,
	timeoutMs: number,
): Promise<Client & { rateLimiter: RateLimiter; appSecret: string }> => {
	const openedAt = performance.now();
	let stored: ICredentialDataDecryptedObject = await context.getCredentials(credentialType);
	const baseUrl = checkedBaseUrl(stored.baseUrl);
	const dialect = dialectFor(provider, stored.apiVersion);

	const fetchOnce = async (
		request: WireRequest,
		credentials: ICredentialDataDecryptedObject,
	): Promise<HttpResponse> => {
		markOwnRequest(credentials);
		// Handed to n8n with each request, so that it doesn't read and decrypt the credential again.
		const credentialsDecrypted = { id: '', name: '', type: credentialType, data: credentials };
		try {
			const response = toHttpResponse(
				await context.helpers.httpRequestWithAuthentication.call(
					context,
					credentialType,
					httpOptions(request, baseUrl, timeoutMs),
					{ credentialsDecrypted },
				),
			);
			if (!response) throw new GatewayError('noResponse', 'no response', { baseUrl });
			return response;
		} catch (error) {
			const isUnsent = isWaitingForToken(credentials) && !isHttpError(error);
			throw isUnsent && !findGatewayError(error)
				? tokenNotStored(error)
				: toGatewayError(error, baseUrl, request.method);
		}
	};

	/** Sends a request with a credential of its own, which then holds the token that it was sent with. */
	const send = async (
		request: WireRequest,
		credentials: ICredentialDataDecryptedObject,
	): Promise<HttpResponse> => {
		const { accessToken } = credentials;
		try {
			return await fetchOnce(request, credentials);
		} finally {
			// n8n puts a new token into it. Later requests use that too.
			const isNew = credentials.accessToken !== '' && credentials.accessToken !== accessToken;
			if (isNew) stored = { ...credentials };
		}
	};

	return {
		baseUrl,
		dialect,
		rateLimiter: sharedRateLimiter(`${baseUrl} ${trimmed(stored.appKey)}`),
		appSecret: typeof stored.appSecret === 'string' ? stored.appSecret : '',
		async request(request, read, options = {}) {
			const credentials = credentialsForRequest(stored, openedAt);
			const readOrThrow = (response: HttpResponse) => {
				if (!isSuccess(response, request.method)) throw errorFromResponse(response, request.method);
				return readResponse(response, request, read, options);
			};
			try {
				const response = await send(request, credentials);
				try {
					return readOrThrow(response);
				} catch (thrown) {
					const error = toGatewayError(thrown);
					const replaced = withOtherToken(credentials, error);
					if (!replaced) throw error;
					return readOrThrow(await send(request, replaced));
				}
			} catch (error) {
				const secrets = [stored, credentials].flatMap(secretsIn);
				throw maskGatewayError(toGatewayError(error, baseUrl), createSecretMask(secrets));
			}
		},
	};
};
