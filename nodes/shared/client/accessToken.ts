import { createHash } from 'crypto';
import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';
import { field, token as tokenField, InvalidResponseError } from '../protocol/fields';
import { parsePayload } from '../protocol/payload';
import { checkedBaseUrl } from './baseUrl';
import {
	bodyText,
	errorFromResponse,
	toGatewayError,
	toBuffer,
	type HttpResponse,
} from '../errors/classify';
import { withDeadline } from './deadline';
import { GatewayError } from '../errors/gatewayError';

/** Milliseconds to wait for AT&T's answer to a token request. */
const timeoutMs = 30_000;

/** What of a token is kept, in the credential's hidden fields and in this process. */
export interface Token {
	/** Index signature of n8n's IDataObject, as which it is stored. */
	[key: string]: string | number;
	accessToken: string;
	/** Empty where AT&T gave none. */
	refreshToken: string;
	/** When it was asked for, in ms since the epoch; of two tokens the newer has the higher one. */
	tokenIssuedAt: number;
	/** Whose it is, see `credentialHash`. */
	tokenCredentialHash: string;
}

/**
 * A digest of all that a token depends on. A stored token of another owner is never sent: the App
 * Key or the base URL was changed since.
 */
export const credentialHash = ({
	baseUrl,
	appKey,
	appSecret,
	scope,
}: ICredentialDataDecryptedObject) =>
	createHash('sha256')
		.update(JSON.stringify([baseUrl, appKey, appSecret, scope]))
		.digest('hex');

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
		const response = (await http.helpers.httpRequest(request)) as {
			statusCode: number;
			headers: Record<string, unknown>;
			body: unknown;
		};
		const { statusCode, headers, body } = response;
		return { httpStatus: statusCode, headers, body: toBuffer(body) };
	} catch (error) {
		throw toGatewayError(error, baseUrl);
	}
};

const invalidTokenResponse = (error: unknown): GatewayError => {
	const reason = error instanceof InvalidResponseError ? error.message : 'it is not as documented';
	return new GatewayError('invalidResponse', reason);
};

/** RFC 6749, section 5.1. */
const readToken = (answer: HttpResponse): Pick<Token, 'accessToken' | 'refreshToken'> => {
	if (answer.httpStatus !== 200) throw errorFromResponse(answer);
	try {
		const payload = parsePayload(bodyText(answer));
		const accessToken = tokenField(payload, 'access_token');
		if (!accessToken) throw new InvalidResponseError('there is no access_token in it');
		const refreshToken = field(payload, 'refresh_token');
		return { accessToken, refreshToken: typeof refreshToken === 'string' ? refreshToken : '' };
	} catch (error) {
		throw invalidTokenResponse(error);
	}
};

/** A failed token request means that nothing was sent; one that AT&T refused is not worth a repeat. */
const asTokenError = (failure: GatewayError): GatewayError => {
	const refused = ['rejected', 'unauthorized'].includes(failure.kind);
	const unclear = failure.mayHaveBeenProcessed;
	const kind = refused ? 'tokenRejected' : unclear ? 'tokenUnavailable' : failure.kind;
	return new GatewayError(kind, failure.message, failure.details);
};

const requestToken = async (
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
	owner: string,
): Promise<Token> => {
	const baseUrl = checkedBaseUrl(credentials.baseUrl);
	const client = {
		client_id: String(credentials.appKey),
		client_secret: String(credentials.appSecret),
	};
	const grant = async (form: Record<string, string>): Promise<Token> => ({
		tokenIssuedAt: Date.now(),
		tokenCredentialHash: owner,
		...readToken(await post(http, baseUrl, { ...form, ...client })),
	});
	const refreshToken =
		credentials.tokenCredentialHash === owner ? String(credentials.refreshToken ?? '') : '';
	try {
		if (refreshToken) {
			try {
				return await grant({ grant_type: 'refresh_token', refresh_token: refreshToken });
			} catch (error) {
				// A refresh token that no longer holds is no reason to fail: the App Secret still does.
				const failure = toGatewayError(error);
				// A gateway that takes no requests now takes no other grant either.
				if (failure.retryable) throw failure;
			}
		}
		return await grant({
			grant_type: 'client_credentials',
			scope: String(credentials.scope || 'SMS'),
		});
	} catch (error) {
		throw asTokenError(toGatewayError(error));
	}
};

// n8n asks for a token once for each request that finds none or meets a 401, not once for all of
// them. So what is under way is shared, and who comes late with an old token is handed the newest.
const inFlight = new Map<string, Promise<Token>>();
const newest = new Map<string, Token>();

/**
 * A token newer than the one in the credential: by the refresh token where there is one and AT&T
 * still takes it, else by the App Key and Secret. Calls that overlap share one request.
 * From "OAuth" in AT&T's page and RFC 6749, sections 4.4 and 6. Throws a GatewayError.
 */
export const getAccessToken = async (
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<Token> => {
	const owner = credentialHash(credentials);
	const heldSince =
		credentials.tokenCredentialHash === owner ? Number(credentials.tokenIssuedAt) || 0 : 0;
	const latest = newest.get(owner);
	if (latest && latest.tokenIssuedAt > heldSince) return latest;

	const running = inFlight.get(owner);
	if (running) return await running;
	const request = requestToken(http, credentials, owner)
		.then((token) => {
			newest.set(owner, token);
			return token;
		})
		.finally(() => inFlight.delete(owner));
	inFlight.set(owner, request);
	return await request;
};
