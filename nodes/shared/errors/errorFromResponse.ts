import { bodyText, header, retryAfterMs, type HttpResponse } from '../client/httpResponse';
import { isHtmlPage } from '../protocol/plainText';
import { readApiError, type ApiError } from '../protocol/requestError';
import { GatewayError, type GatewayErrorKind } from './gatewayError';
import { reasonOf403, type Reason403 } from './reasonOf403';

/**
 * A POST may have been processed before its redirect: 303 means that, 302 is in use for it (RFC 9110,
 * sections 15.4.3 and 15.4.4), and AT&T's sample apps took 300 for a success. After a 301, 307 or 308
 * the request is still to be made.
 */
const kindOfRedirect = (httpStatus: number, method: string): GatewayErrorKind =>
	method !== 'POST' || [301, 307, 308].includes(httpStatus) ? 'redirected' : 'seeOther';

const kindOf = (
	httpStatus: number,
	method: string,
	reason: Reason403 | undefined,
	apiError: ApiError | undefined,
): GatewayErrorKind => {
	if (httpStatus === 401) return 'unauthorized';
	if (httpStatus === 429) return 'throttled';
	// OAuth's code for it (RFC 6749, section 4.1.2.1) comes with a 4xx too.
	if (httpStatus === 503 || apiError?.code === 'temporarily_unavailable') return 'unavailable';
	if (httpStatus >= 500) return 'serverError';
	if (httpStatus < 400) return kindOfRedirect(httpStatus, method);
	if (reason === 'expiredToken') return 'unauthorized';
	return reason === 'throttled' ? 'throttled' : 'rejected';
};

/** After these, nothing was done (RFC 6749, section 5.2). */
const oauthCode =
	/^(invalid_(request|client|grant|scope)|unauthorized_client|unsupported_grant_type|access_denied)$/;

/**
 * The HTTP status that an error has in AT&T's table of errors, for one that came with a 2xx. Of an
 * error that isn't documented, nobody knows whether the request was processed before it.
 */
const documentedStatus = ({ code }: ApiError): number => {
	if (/^(invalid_token|insufficient_scope)$/.test(code)) return 403;
	if (/^POL0001$/i.test(code)) return 403;
	if (/^(SVC0001|SVC1000)$/i.test(code)) return 500;
	return /^(SVC|POL)\d{4}$/i.test(code) || oauthCode.test(code) ? 400 : 500;
};

/**
 * The GatewayError for a response other than 2xx, or for a 2xx that holds `apiError`. `method` is
 * that of the request, which matters for redirects.
 */
export const errorFromResponse = (
	response: HttpResponse,
	method = 'GET',
	apiError = readApiError(bodyText(response)),
): GatewayError => {
	const { httpStatus } = response;
	const status = httpStatus < 300 && apiError ? documentedStatus(apiError) : httpStatus;
	const reason =
		status === 403 ? reasonOf403(apiError, header(response, 'www-authenticate')) : undefined;
	const kind = kindOf(status, method, reason, apiError);
	const text = [apiError?.code, apiError?.text].filter(Boolean).join(': ');
	return new GatewayError(kind, text || `HTTP ${httpStatus}`, {
		httpStatus,
		...(apiError && { apiError }),
		...(kind === 'rejected' && reason === 'missingScope' && { missingScope: true }),
		...(isHtmlPage(bodyText(response)) && { isPage: true }),
		retryAfterMs: retryAfterMs(response),
	});
};
