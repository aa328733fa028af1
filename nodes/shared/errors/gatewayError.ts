import type { GatewayWords } from '../protocol/requestError';

/**
 * Every way in which a request can fail, and whether the gateway may have done what was asked all
 * the same (`maybeTaken`), and whether it can be asked again without doing it twice (`repeatable`).
 */
export const failureKinds = {
	/** No connection came about: nothing left this machine. */
	unreachable: { maybeTaken: false, repeatable: true },
	/** The server's certificate is not trusted: nothing of the request was sent. */
	untrusted: { maybeTaken: false, repeatable: false },
	/** 4xx: AT&T said no. */
	refused: { maybeTaken: false, repeatable: false },
	/** 401, with a new token too. */
	unauthorized: { maybeTaken: false, repeatable: false },
	/** 403 POL0001 for too many requests, or 429. */
	throttled: { maybeTaken: false, repeatable: true },
	/** 503: the gateway is not there to take it. */
	unavailable: { maybeTaken: false, repeatable: true },
	/** 3xx: not followed, as the token would go along. */
	redirected: { maybeTaken: false, repeatable: false },
	/** No token could be had: the request itself was never sent. */
	tokenRefused: { maybeTaken: false, repeatable: false },
	/** The token request got no clear answer; the request itself was never sent. */
	tokenUnavailable: { maybeTaken: false, repeatable: true },
	/** What the credential holds can't be used. */
	misconfigured: { maybeTaken: false, repeatable: false },
	/** The execution was stopped before the request was sent. */
	cancelled: { maybeTaken: false, repeatable: false },
	/** The connection broke, or no answer came in time, after the request left. */
	unanswered: { maybeTaken: true, repeatable: false },
	/** 5xx that does not say whether it was taken. */
	broken: { maybeTaken: true, repeatable: false },
	/** 2xx, but the answer is not what was asked for. */
	unreadable: { maybeTaken: true, repeatable: false },
} as const;

export type FailureKind = keyof typeof failureKinds;

interface Details {
	httpStatus?: number;
	/** AT&T's own code and text. */
	words?: GatewayWords;
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
export class GatewayFailure extends Error {
	override name = 'GatewayFailure';

	constructor(
		readonly kind: FailureKind,
		message: string,
		readonly details: Details = {},
	) {
		super(message);
	}

	get maybeTaken(): boolean {
		return failureKinds[this.kind].maybeTaken;
	}

	get repeatable(): boolean {
		return failureKinds[this.kind].repeatable;
	}
}

/** An error in words for people, around the failure that it explains. */
export class ExplainedFailure extends Error {
	override name = 'ExplainedFailure';

	constructor(
		message: string,
		readonly gatewayFailure: GatewayFailure,
	) {
		super(message);
	}
}

/** The GatewayFailure in an error, however often n8n wrapped it. */
export const findFailure = (error: unknown): GatewayFailure | undefined => {
	// An end to it, as a chain of causes may lead back to itself.
	for (let next = error, depth = 0; next instanceof Error && depth < 16; depth++) {
		if (next instanceof GatewayFailure) return next;
		if (next instanceof ExplainedFailure) return next.gatewayFailure;
		next = next.cause;
	}
	return undefined;
};
