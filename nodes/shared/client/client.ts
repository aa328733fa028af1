import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IPollFunctions,
} from 'n8n-workflow';
import { findDialect } from '../protocol/dialects';
import { InvalidResponseError } from '../protocol/fields';
import { parsePayload } from '../protocol/payload';
import type { Dialect, Provider, WireRequest } from '../protocol/types';
import { checkedApiVersion } from './apiVersion';
import { checkedBaseUrl } from './baseUrl';
import {
	bodyText,
	errorFromResponse,
	toGatewayError,
	toBuffer,
	type HttpResponse,
} from '../errors/classify';
import { GatewayError } from '../errors/gatewayError';

export const credentialType = 'attOAuth2Api';

/** An answer read by `read`, beside the payload that it was read from. */
export interface ApiResponse<T> {
	value: T;
	payload: unknown;
}

/** AT&T's gateway as one node sees it in one run. */
export interface Client {
	baseUrl: string;
	dialect: Dialect;
	/**
	 * Sends one request, once, and reads its answer. A 401 alone fetches a new token and repeats it.
	 * Throws a GatewayError.
	 */
	request<T>(request: WireRequest, read: (payload: unknown) => T): Promise<ApiResponse<T>>;
}

interface FullResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

const isFullResponse = (value: unknown): value is FullResponse =>
	typeof value === 'object' && value !== null && 'statusCode' in value && 'body' in value;

const unreadable = (error: unknown, httpStatus: number, body: string): GatewayError => {
	const reason = error instanceof InvalidResponseError ? error.message : 'it is not as documented';
	return new GatewayError('invalidResponse', reason, { httpStatus, body });
};

const readResponse = <T>(answer: HttpResponse, read: (payload: unknown) => T): ApiResponse<T> => {
	const body = bodyText(answer);
	try {
		const payload = parsePayload(body);
		return { value: read(payload), payload };
	} catch (error) {
		throw unreadable(error, answer.httpStatus, body);
	}
};

/** Throws a GatewayError if there is none: guessing a version would send to the wrong API. */
const dialectFor = (provider: string, apiVersion: unknown): Dialect => {
	const dialect = findDialect(provider, checkedApiVersion(apiVersion));
	if (dialect) return dialect;
	throw new GatewayError(
		'misconfigured',
		`There is no provider “${provider}” in API version ${String(apiVersion)}`,
	);
};

/**
 * Opens the gateway with the node's credential, which is read once for the whole run.
 * Throws a GatewayError where the credential's base URL can't be used.
 */
export const createClient = async (
	context: IExecuteFunctions | IPollFunctions,
	provider: Provider,
	timeoutMs: number,
): Promise<Client> => {
	const data = await context.getCredentials(credentialType);
	const baseUrl = checkedBaseUrl(data.baseUrl);
	const dialect = dialectFor(provider, data.apiVersion);
	// Handed to n8n with each request, so that it does not read and decrypt the credential again.
	const credentialsDecrypted = {
		id: '',
		name: '',
		type: credentialType,
		data: data as ICredentialDataDecryptedObject,
	};

	const fetchResponse = async (options: IHttpRequestOptions): Promise<HttpResponse> => {
		const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
			context,
			credentialType,
			options,
			{ credentialsDecrypted },
		);
		if (!isFullResponse(response)) throw new GatewayError('noResponse', 'no answer');
		const { statusCode, headers, body } = response;
		return { httpStatus: statusCode, headers, body: toBuffer(body) };
	};

	const exchange = async ({ method, path, body }: WireRequest): Promise<HttpResponse> => {
		const options: IHttpRequestOptions = {
			method,
			url: baseUrl + path,
			headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }) },
			...(body && { body }),
			encoding: 'arraybuffer',
			returnFullResponse: true,
			disableFollowRedirect: true,
			timeout: timeoutMs,
		};
		// n8n sees the 401 alone as an error, and answers it with a new token and one repeat.
		const answer = await fetchResponse({
			...options,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
		});
		// n8n before 2.0 knows no exceptions there. A 401 took nothing, so asking again is safe.
		return answer.httpStatus === 401 ? await fetchResponse(options) : answer;
	};

	return {
		baseUrl,
		dialect,
		async request(request, read) {
			let answer: HttpResponse;
			try {
				answer = await exchange(request);
			} catch (error) {
				throw toGatewayError(error, baseUrl);
			}
			if (answer.httpStatus < 200 || answer.httpStatus > 299) throw errorFromResponse(answer);
			return readResponse(answer, read);
		},
	};
};
