import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';
import { errorFromResponse } from '../errors/errorFromResponse';
import { GatewayError } from '../errors/gatewayError';
import { invalidResponse } from '../errors/invalidResponse';
import { maskGatewayError } from '../errors/maskGatewayError';
import { toGatewayError } from '../errors/toGatewayError';
import { createSecretMask } from '../message/createMask';
import { field, InvalidResponseError, token as tokenField } from '../protocol/fields';
import { parsePayload } from '../protocol/payload';
import { readPayloadError } from '../protocol/requestError';
import { checkedBaseUrl } from './baseUrl';
import { trimmed } from './credentialHash';
import { withDeadline } from './deadline';
import { bodyText, toHttpResponse, type HttpResponse } from './httpResponse';
import { secretsIn } from './secretsIn';

/** How long to wait for the response to a token request, in ms. */
const timeoutMs = 30_000;

/** What a token request returns (RFC 6749, section 5.1). */
export interface IssuedToken {
	accessToken: string;
	/** Empty where AT&T issued none. */
	refreshToken: string;
}

const post = async (
	http: IHttpRequestHelper,
	baseUrl: string,
	form: Record<string, string>,
): Promise<HttpResponse> => {
	try {
		const request = withDeadline({
			method: 'POST',
			url: `${baseUrl}/oauth/v4/token`,
			headers: {
				Accept: 'application/json',
				'Content-Type': 'application/x-www-form-urlencoded',
			},
			body: new URLSearchParams(form).toString(),
			encoding: 'arraybuffer',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: timeoutMs,
		});
		const response = toHttpResponse(await http.helpers.httpRequest(request));
		if (!response) throw new GatewayError('noResponse', 'no response');
		return response;
	} catch (error) {
		throw toGatewayError(error, baseUrl);
	}
};

/** The payload of a 2xx. Throws a GatewayError if it can't be parsed. */
const parse = (response: HttpResponse): unknown => {
	const body = bodyText(response);
	try {
		return parsePayload(body);
	} catch (error) {
		// Without the body, which may hold a token.
		throw invalidResponse(error, body, { httpStatus: response.httpStatus });
	}
};

const readToken = (response: HttpResponse): IssuedToken => {
	const { httpStatus } = response;
	if (httpStatus < 200 || httpStatus > 299) throw errorFromResponse(response);
	const payload = parse(response);
	const accessToken = tokenField(payload, 'access_token');
	if (!accessToken) {
		const apiError = readPayloadError(payload);
		if (apiError) throw errorFromResponse(response, 'POST', apiError);
		throw invalidResponse(new InvalidResponseError('it has no access_token'), '', { httpStatus });
	}
	const refreshToken = field(payload, 'refresh_token');
	return { accessToken, refreshToken: typeof refreshToken === 'string' ? refreshToken : '' };
};

/** A failed token request means that the request itself was never sent. */
const toTokenError = (error: GatewayError): GatewayError => {
	const { kind, message, details, mayHaveBeenProcessed } = error;
	if (kind === 'rejected' || kind === 'unauthorized') {
		return new GatewayError('tokenRejected', message, details);
	}
	// A throttle here is unrelated to the rate of the other requests.
	const isUnavailable = mayHaveBeenProcessed || kind === 'throttled' || kind === 'unavailable';
	return isUnavailable ? new GatewayError('tokenUnavailable', message, details) : error;
};

/**
 * Requests a token, by the refresh token where there is one and AT&T still accepts it, else by the
 * App Key and Secret. From "OAuth" in AT&T's page and RFC 6749, sections 4.4 and 6.
 * Throws a GatewayError after which nothing was processed.
 */
export const requestToken = async (
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
	refreshToken: string,
): Promise<IssuedToken> => {
	const client = {
		client_id: trimmed(credentials.appKey),
		client_secret: trimmed(credentials.appSecret),
	};
	try {
		const baseUrl = checkedBaseUrl(credentials.baseUrl);
		const grant = async (form: Record<string, string>): Promise<IssuedToken> =>
			readToken(await post(http, baseUrl, { ...form, ...client }));
		if (refreshToken) {
			try {
				return await grant({ grant_type: 'refresh_token', refresh_token: refreshToken });
			} catch (error) {
				const gatewayError = toGatewayError(error);
				// A gateway that takes no requests now takes no other grant either. After anything else
				// the App Secret may still do.
				if (gatewayError.retryable) throw gatewayError;
			}
		}
		return await grant({
			grant_type: 'client_credentials',
			scope: trimmed(credentials.scope) || 'SMS',
		});
	} catch (error) {
		const secrets = [...secretsIn(credentials), refreshToken];
		throw maskGatewayError(toTokenError(toGatewayError(error)), createSecretMask(secrets));
	}
};
