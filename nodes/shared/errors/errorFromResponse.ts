import { bodyText, retryAfterMs, type HttpResponse } from '../client/httpResponse';
import { readApiError, type ApiError } from '../protocol/requestError';
import { GatewayError, type GatewayErrorKind } from './gatewayError';

/**
 * AT&T uses POL0001 with a 403 for a missing scope, for an expired token and for too many requests,
 * and only the text tells which. A text about neither counts as throttling: waiting does no harm,
 * and a missing scope is still missing after the wait.
 */
const mentionsRate = /too many|\brates?\b|quota|thrott|limit|exceed|frequen/i;
const mentionsScope = /\bscope\b|not (authori[sz]ed|permitted|allowed)|permission|privilege/i;
const mentionsExpiry =
	/\b(expired|revoked|invalid_token|invalid (access )?token|token is (invalid|not valid))\b/i;

const isPolicyError = (httpStatus: number, apiError?: ApiError): apiError is ApiError =>
	httpStatus === 403 && apiError?.code.toUpperCase() === 'POL0001';

const kindOf403 = ({ text }: ApiError): GatewayErrorKind => {
	if (mentionsRate.test(text)) return 'throttled';
	if (mentionsExpiry.test(text)) return 'unauthorized';
	return mentionsScope.test(text) ? 'rejected' : 'throttled';
};

/**
 * A 303 is the answer to a POST that was processed, and a 302 is in use for the same (RFC 9110,
 * sections 15.4.3 and 15.4.4). After a 301, 307 or 308 the request is still to be made.
 */
const kindOfRedirect = (httpStatus: number, method: string): GatewayErrorKind =>
	method === 'POST' && (httpStatus === 302 || httpStatus === 303) ? 'seeOther' : 'redirected';

const kindOf = (httpStatus: number, method: string, apiError?: ApiError): GatewayErrorKind => {
	if (httpStatus === 401) return 'unauthorized';
	if (httpStatus === 429) return 'throttled';
	// OAuth's code for it (RFC 6749, section 4.1.2.1) comes with a 4xx too.
	if (httpStatus === 503 || apiError?.code === 'temporarily_unavailable') return 'unavailable';
	if (httpStatus >= 500) return 'serverError';
	if (httpStatus < 400) return kindOfRedirect(httpStatus, method);
	return isPolicyError(httpStatus, apiError) ? kindOf403(apiError) : 'rejected';
};

/** The HTTP status that an error has in AT&T's table of errors, for one that came with a 2xx. */
const documentedStatus = ({ code }: ApiError): number => {
	if (/^POL0001$/i.test(code)) return 403;
	return /^(SVC0001|SVC1000)$/i.test(code) ? 500 : 400;
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
	const kind = kindOf(status, method, apiError);
	const text = [apiError?.code, apiError?.text].filter(Boolean).join(': ');
	return new GatewayError(kind, text || `HTTP ${httpStatus}`, {
		httpStatus,
		...(apiError && { apiError }),
		...(kind === 'rejected' && isPolicyError(status, apiError) && { missingScope: true }),
		retryAfterMs: retryAfterMs(response),
	});
};
