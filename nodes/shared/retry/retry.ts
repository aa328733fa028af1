import { GatewayError } from '../errors/gatewayError';
import { toGatewayError } from '../errors/toGatewayError';
import { backoffDelay, initialDelayMs, minDelayMs } from './backoff';
import { delay } from './delay';
import { monotonicNow, type RateLimiter, type Ticket } from './rateLimiter';

export interface RetryOptions {
	/** For how long a request is tried again, from its first failure on; in ms. 0: it is tried once. */
	maxRetryTimeMs: number;
	rateLimiter: RateLimiter;
	/** Aborted when the execution is stopped. */
	signal?: AbortSignal;
}

const cancelled = () => new GatewayError('cancelled', 'stopped');

/** AT&T responded, and not with a throttle: it accepts requests. Token and scope errors don't count. */
const isAccepted = ({ kind, details }: GatewayError): boolean =>
	kind === 'rejected' && details.missingScope !== true;

/** How long to wait before the next try, in ms. A throttle makes all requests of the app wait. */
const waitAfter = (error: GatewayError, failures: number, rateLimiter: RateLimiter): number => {
	const { retryAfterMs } = error.details;
	if (error.kind === 'throttled') return rateLimiter.onThrottle(error, retryAfterMs);
	return retryAfterMs === undefined ? backoffDelay(failures) : Math.max(retryAfterMs, minDelayMs);
};

/**
 * Makes a request until it succeeds or fails for good. It is made again only after an error that is
 * `retryable`: one after which the gateway certainly has not done what was asked. `Retry-After` is
 * kept to. Once the gateway has throttled everything for `maxRetryTimeMs`, requests fail without
 * being made. Throws the GatewayError that ended it.
 */
export const retry = async <T>(
	request: () => Promise<T>,
	{ maxRetryTimeMs, rateLimiter, signal }: RetryOptions,
): Promise<T> => {
	// A pause that all requests keep to is waited out at least once, however short the retry time.
	const patienceMs = Math.max(initialDelayMs, maxRetryTimeMs);

	/** The throttle, if the gateway has throttled everything for too long. */
	const exhausted = (): GatewayError | undefined => {
		const throttle = rateLimiter.throttle();
		return throttle && monotonicNow() > throttle.since + patienceMs ? throttle.error : undefined;
	};

	const waitForTurn = async (giveUpAt: number): Promise<Ticket> => {
		const before = exhausted();
		if (before) throw before;
		const exhaustedAt = (rateLimiter.throttle()?.since ?? Infinity) + patienceMs;
		const leftMs = Math.min(giveUpAt, exhaustedAt) - monotonicNow();
		const longestMs = Math.max(initialDelayMs, Math.min(maxRetryTimeMs, leftMs));
		const ticket = await rateLimiter.acquire(longestMs, signal).catch((error: unknown) => {
			throw signal?.aborted ? cancelled() : error;
		});
		const meanwhile = signal?.aborted ? cancelled() : exhausted();
		if (!meanwhile) return ticket;
		rateLimiter.release(ticket);
		throw meanwhile;
	};

	let giveUpAt = Infinity;
	for (let failures = 1; ; failures++) {
		const ticket = await waitForTurn(giveUpAt);
		let error: GatewayError;
		let waitMs: number;
		try {
			const result = await request();
			rateLimiter.onSuccess(ticket);
			return result;
		} catch (thrown) {
			error = toGatewayError(thrown);
			if (isAccepted(error)) rateLimiter.onSuccess(ticket);
			if (!error.retryable) throw error;
			waitMs = waitAfter(error, failures, rateLimiter);
		} finally {
			rateLimiter.release(ticket);
		}
		giveUpAt = Math.min(giveUpAt, monotonicNow() + maxRetryTimeMs);
		if (monotonicNow() + waitMs > giveUpAt) throw error;
		if (error.kind !== 'throttled') await delay(waitMs, signal).catch(() => {});
	}
};
