import type { GatewayError, GatewayErrorDetails, GatewayErrorKind } from './gatewayError';

/**
 * Why an operation failed, in n8n's terms. n8n's scheduler backs off by it. Same shape as the type
 * `Failure` of n8n-workflow, which older versions don't export.
 */
export type Failure =
	| { cause: 'credential-invalid' | 'configuration-invalid' }
	| {
			cause: 'rate-limited' | 'quota-exhausted' | 'temporarily-unavailable';
			retryAfterMs?: number;
	  };

const causes: Record<GatewayErrorKind, Failure['cause'] | undefined> = {
	unreachable: 'temporarily-unavailable',
	untrustedCertificate: 'configuration-invalid',
	rejected: 'configuration-invalid',
	unauthorized: 'credential-invalid',
	throttled: 'rate-limited',
	unavailable: 'temporarily-unavailable',
	redirected: 'configuration-invalid',
	seeOther: 'configuration-invalid',
	tokenRejected: 'credential-invalid',
	tokenUnavailable: 'temporarily-unavailable',
	tokenNotStored: 'temporarily-unavailable',
	misconfigured: 'configuration-invalid',
	// The user stopped it: there is nothing to wait for and nothing to correct.
	cancelled: undefined,
	noResponse: 'temporarily-unavailable',
	serverError: 'temporarily-unavailable',
	invalidResponse: 'temporarily-unavailable',
};

/** AT&T's texts for a quota that is used up, such as "exceeding quota level per day". */
const mentionsQuota = /quota/i;

/** AT&T's codes for an error on its own side, which may come with a 400. */
const isServiceError = ({ apiError }: GatewayErrorDetails): boolean =>
	/^SVC(0001|1000)$/i.test(apiError?.code ?? '');

/**
 * A rejection for which the request isn't to blame: the server was slow to read it (408), doesn't
 * want to take it so early (425, RFC 8470), or failed itself. A 403 that is a page comes from a proxy
 * or a firewall: the gateway has just accepted the token, so the base URL is right.
 */
const isPassingRejection = ({ kind, details }: GatewayError): boolean => {
	if (kind !== 'rejected' && kind !== 'tokenRejected') return false;
	const { httpStatus, isPage } = details;
	if (httpStatus === 408 || httpStatus === 425 || isServiceError(details)) return true;
	return kind === 'rejected' && httpStatus === 403 && isPage === true;
};

const causeOf = (error: GatewayError): Failure['cause'] | undefined => {
	const { kind, message, details } = error;
	if (details.missingScope) return 'credential-invalid';
	if (isPassingRejection(error)) return 'temporarily-unavailable';
	return kind === 'throttled' && mentionsQuota.test(message) ? 'quota-exhausted' : causes[kind];
};

/** n8n's `failure` for an error; undefined where none fits. */
export const failureOf = (error: GatewayError): Failure | undefined => {
	const cause = causeOf(error);
	if (cause === undefined) return undefined;
	if (cause === 'credential-invalid' || cause === 'configuration-invalid') return { cause };
	const { retryAfterMs } = error.details;
	return { cause, ...(retryAfterMs !== undefined && { retryAfterMs }) };
};
