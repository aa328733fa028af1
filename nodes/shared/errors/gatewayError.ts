import type { ApiError } from '../protocol/requestError';

/**
 * Every way in which a request can fail, and whether the gateway may have done what was asked all
 * the same (`mayHaveBeenProcessed`), and whether it can be asked again without doing it twice (`retryable`).
 */
export const gatewayErrorKinds = {
	/** No connection came about: nothing left this machine. */
	unreachable: { mayHaveBeenProcessed: false, retryable: true },
	/** The server's certificate is not trusted: nothing of the request was sent. */
	untrustedCertificate: { mayHaveBeenProcessed: false, retryable: false },
	/** 4xx: AT&T said no. */
	rejected: { mayHaveBeenProcessed: false, retryable: false },
	/** 401, with a new token too. */
	unauthorized: { mayHaveBeenProcessed: false, retryable: false },
	/** 403 POL0001 for too many requests, or 429. */
	throttled: { mayHaveBeenProcessed: false, retryable: true },
	/** 503: the gateway is not there to take it. */
	unavailable: { mayHaveBeenProcessed: false, retryable: true },
	/** 3xx: not followed, as the token would go along. */
	redirected: { mayHaveBeenProcessed: false, retryable: false },
	/** No token could be had: the request itself was never sent. */
	tokenRejected: { mayHaveBeenProcessed: false, retryable: false },
	/** The token request got no clear answer; the request itself was never sent. */
	tokenUnavailable: { mayHaveBeenProcessed: false, retryable: true },
	/** What the credential holds can't be used. */
	misconfigured: { mayHaveBeenProcessed: false, retryable: false },
	/** The execution was stopped before the request was sent. */
	cancelled: { mayHaveBeenProcessed: false, retryable: false },
	/** The connection broke, or no answer came in time, after the request left. */
	noResponse: { mayHaveBeenProcessed: true, retryable: false },
	/** 5xx that does not say whether it was taken. */
	serverError: { mayHaveBeenProcessed: true, retryable: false },
	/** 2xx, but the answer is not what was asked for. */
	invalidResponse: { mayHaveBeenProcessed: true, retryable: false },
} as const;

export type GatewayErrorKind = keyof typeof gatewayErrorKinds;

interface Details {
	httpStatus?: number;
	/** AT&T's own code and text. */
	apiError?: ApiError;
	/** From `Retry-After` (RFC 9110, section 10.2.3). */
	retryAfterMs?: number;
	/** The answer as it came, where it could not be read. */
	body?: string;
	/** Where it was asked, if no answer came. */
	baseUrl?: string;
}

/**
 * A request that failed. The names of its fields avoid `status`, `code` and `cause` on purpose:
 * n8n searches an error for these and would put its own words over the message.
 */
export class GatewayError extends Error {
	override name = 'GatewayError';

	constructor(
		readonly kind: GatewayErrorKind,
		message: string,
		readonly details: Details = {},
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

/** An error in words for people, around the failure that it explains. */
export class CredentialError extends Error {
	override name = 'CredentialError';

	constructor(
		message: string,
		readonly gatewayError: GatewayError,
	) {
		super(message);
	}
}

/** The GatewayError in an error, however often n8n wrapped it. */
export const findGatewayError = (error: unknown): GatewayError | undefined => {
	// An end to it, as a chain of causes may lead back to itself.
	for (let next = error, depth = 0; next instanceof Error && depth < 16; depth++) {
		if (next instanceof GatewayError) return next;
		if (next instanceof CredentialError) return next.gatewayError;
		next = next.cause;
	}
	return undefined;
};
