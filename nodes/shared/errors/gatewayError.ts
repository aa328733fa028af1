import type { ApiError } from '../protocol/requestError';

/**
 * Each way in which a request can fail. `mayHaveBeenProcessed`: the gateway may have done what was
 * asked. `retryable`: it certainly has not, and the same request can succeed later.
 */
export const gatewayErrorKinds = {
	/** No connection, or no secure one: nothing of the request was sent. */
	unreachable: { mayHaveBeenProcessed: false, retryable: true },
	/** The server's certificate is not trusted: nothing of the request was sent. */
	untrustedCertificate: { mayHaveBeenProcessed: false, retryable: false },
	/** 4xx: AT&T rejected the request. */
	rejected: { mayHaveBeenProcessed: false, retryable: false },
	/** 401, or a 403 that says that the token has expired, and the same with a new token. */
	unauthorized: { mayHaveBeenProcessed: false, retryable: false },
	/** 403 POL0001 for too many requests, or 429. */
	throttled: { mayHaveBeenProcessed: false, retryable: true },
	/** 503: the gateway takes no requests. */
	unavailable: { mayHaveBeenProcessed: false, retryable: true },
	/** 3xx: not followed, since the token would be sent along. */
	redirected: { mayHaveBeenProcessed: false, retryable: false },
	/** 302 or 303 to a POST: the gateway may have processed it before it redirected. */
	seeOther: { mayHaveBeenProcessed: true, retryable: false },
	/** The token request was rejected; the request itself was never sent. */
	tokenRejected: { mayHaveBeenProcessed: false, retryable: false },
	/** The token request got no usable response; the request itself was never sent. */
	tokenUnavailable: { mayHaveBeenProcessed: false, retryable: true },
	/** n8n could not store the new token; the request itself was never sent. */
	tokenNotStored: { mayHaveBeenProcessed: false, retryable: true },
	/** The credential holds something that can't be used. */
	misconfigured: { mayHaveBeenProcessed: false, retryable: false },
	/** The execution was stopped before the request was sent. */
	cancelled: { mayHaveBeenProcessed: false, retryable: false },
	/** The connection broke, or no response came in time, after the request was sent. */
	noResponse: { mayHaveBeenProcessed: true, retryable: false },
	/** 5xx other than 503: it doesn't show whether the request was processed. */
	serverError: { mayHaveBeenProcessed: true, retryable: false },
	/** 2xx with a body that isn't what was asked for. */
	invalidResponse: { mayHaveBeenProcessed: true, retryable: false },
} as const;

export type GatewayErrorKind = keyof typeof gatewayErrorKinds;

export interface GatewayErrorDetails {
	httpStatus?: number;
	/** AT&T's own code and text. */
	apiError?: ApiError;
	/** From `Retry-After` (RFC 9110, section 10.2.3), in ms. */
	retryAfterMs?: number;
	/** The response body as it came, where it could not be read. */
	body?: string;
	/** The base URL that was called, where no response came. */
	baseUrl?: string;
	/** True where AT&T rejected the token because it lacks the scope. */
	missingScope?: boolean;
	/** True where the body of an error is an HTML page. */
	isPage?: boolean;
}

/**
 * A request that failed. Its fields are not named `status`, `code` or `cause` on purpose: n8n
 * searches errors for these and replaces the message with one of its own.
 */
export class GatewayError extends Error {
	override name = 'GatewayError';

	constructor(
		readonly kind: GatewayErrorKind,
		message: string,
		readonly details: GatewayErrorDetails = {},
	) {
		super(message);
	}

	get mayHaveBeenProcessed(): boolean {
		return gatewayErrorKinds[this.kind].mayHaveBeenProcessed;
	}

	get retryable(): boolean {
		return gatewayErrorKinds[this.kind].retryable;
	}
}

/** The error that the credential throws: readable in the editor, with the GatewayError in it. */
export class CredentialError extends Error {
	override name = 'CredentialError';

	constructor(
		message: string,
		readonly gatewayError: GatewayError,
	) {
		super(message);
	}
}

/** How many causes deep to look: a chain of causes may be a circle. */
const maxCauses = 16;

/** The GatewayError in an error, however often n8n wrapped it. */
export const findGatewayError = (error: unknown): GatewayError | undefined => {
	for (let next = error, depth = 0; next instanceof Error && depth < maxCauses; depth++) {
		if (next instanceof GatewayError) return next;
		if (next instanceof CredentialError) return next.gatewayError;
		next = next.cause;
	}
	return undefined;
};
