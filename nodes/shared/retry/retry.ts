import { GatewayError } from '../errors/gatewayError';
import { toGatewayError } from '../errors/toGatewayError';
import { backoffDelay, initialDelayMs, minDelayMs } from './backoff';
import { delay } from './delay';
import { monotonicNow, type RateLimiter, type Ticket } from './rateLimiter';

/** The outage that a run is in: everything has failed since, though not for good. */
export interface Outage {
	/** Its first failure, by `monotonicNow`; undefined while there is none. */
	since?: number;
	/** Its latest failure. */
	error?: GatewayError;
}

export interface RetryOptions {
	/**
	 * For how long a request is tried again, from its first failure on, in ms; after a throttle only the
	 * pauses count, not the turns of others. 0: it is tried once.
	 */
	maxRetryTimeMs: number;
	rateLimiter: RateLimiter;
	/** Shared by the requests of a run, whose retry time is then the same. */
	outage?: Outage;
	/** Aborted when the execution is stopped. */
	signal?: AbortSignal;
}

const cancelled = () => new GatewayError('cancelled', 'stopped');

/** POL0001 is AT&T's for tokens, scopes and throttles; the others are OAuth's (RFC 6749 and 6750). */
const tokenErrors =
	/^(POL0001|(invalid|insufficient|unauthorized|unsupported)_(request|token|client|grant|scope|grant_type|response_type)|access_denied)$/i;

/** AT&T responded, and not with a throttle: it accepts requests. Token and scope errors don't count. */
const isAccepted = ({ kind, details }: GatewayError): boolean =>
	kind === 'rejected' && !details.missingScope && !tokenErrors.test(details.apiError?.code ?? '');

/** How long to wait before the next try, in ms. A throttle makes all requests of the app wait. */
const waitAfter = (
	error: GatewayError,
	failures: number,
	rateLimiter: RateLimiter,
	ticket: Ticket,
): number => {
	const { retryAfterMs } = error.details;
	if (error.kind === 'throttled') {
		return Math.max(rateLimiter.onThrottle(ticket, error, retryAfterMs), minDelayMs);
	}
	return retryAfterMs === undefined ? backoffDelay(failures) : Math.max(retryAfterMs, minDelayMs);
};

/**
 * Makes a request until it succeeds or fails for good. It is made again only after an error that is
 * `retryable`: one after which the gateway certainly has not done what was asked. `Retry-After` is
 * kept to. Once everything has failed for `maxRetryTimeMs`, requests fail without being made. Throws the GatewayError that ended it.
 */
export const retry = async <T>(
	request: () => Promise<T>,
	{ maxRetryTimeMs, rateLimiter, outage = {}, signal }: RetryOptions,
): Promise<T> => {
	// A pause that all requests keep to is waited out at least once, however short the retry time.
	const patienceMs = Math.max(initialDelayMs, maxRetryTimeMs);

	/** When the outage will have lasted for too long. Each request is tried where none is retried. */
	const outageEndsAt = () =>
		maxRetryTimeMs > 0 ? (outage.since ?? Infinity) + maxRetryTimeMs : Infinity;

	/** The error, if everything has failed for too long. */
	const exhausted = (): GatewayError | undefined => {
		const time = monotonicNow();
		const throttle = rateLimiter.throttle();
		if (throttle && time > throttle.since + patienceMs) return throttle.error;
		return time > outageEndsAt() ? outage.error : undefined;
	};

	/** When the request is given up after failures other than throttles. */
	let giveUpAt = Infinity;
	/** For how long throttles may still pause the request. Waiting for its turn isn't counted. */
	let pauseLeftMs = maxRetryTimeMs;

	const acquireTicket = async (): Promise<Ticket> => {
		const before = exhausted();
		if (before) throw before;
		const exhaustedAt = (rateLimiter.throttle()?.since ?? Infinity) + patienceMs;
		const leftMs = Math.min(giveUpAt, exhaustedAt) - monotonicNow();
		const longestMs = Math.max(initialDelayMs, Math.min(pauseLeftMs, leftMs));
		const ticket = await rateLimiter.acquire(longestMs, signal).catch((error: unknown) => {
			throw signal?.aborted ? cancelled() : error;
		});
		const meanwhile = signal?.aborted ? cancelled() : exhausted();
		if (!meanwhile) return ticket;
		rateLimiter.release(ticket);
		throw meanwhile;
	};

	const onAccepted = (ticket: Ticket): void => {
		rateLimiter.onSuccess(ticket);
		outage.since = undefined;
	};

	for (let failures = 1; ; failures++) {
		const ticket = await acquireTicket();
		let error: GatewayError;
		let waitMs: number;
		try {
			const result = await request();
			onAccepted(ticket);
			return result;
		} catch (thrown) {
			error = toGatewayError(thrown);
			if (isAccepted(error)) onAccepted(ticket);
			if (!error.retryable) throw error;
			waitMs = waitAfter(error, failures, rateLimiter, ticket);
		} finally {
			rateLimiter.release(ticket);
		}
		const failedAt = monotonicNow();
		if (error.kind === 'throttled') pauseLeftMs -= waitMs;
		else {
			outage.since ??= failedAt;
			outage.error = error;
			giveUpAt = Math.min(giveUpAt, failedAt + maxRetryTimeMs);
		}
		if (pauseLeftMs < 0 || failedAt + waitMs > Math.min(giveUpAt, outageEndsAt())) throw error;
		if (error.kind !== 'throttled') await delay(waitMs, signal).catch(() => {});
	}
};
