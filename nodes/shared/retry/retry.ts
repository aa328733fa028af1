import { delay } from './delay';
import { toGatewayError } from '../errors/toGatewayError';
import { GatewayError } from '../errors/gatewayError';
import type { RateLimiter } from './rateLimiter';

export interface RetryOptions {
	/** For how long, from the first refusal on, a request is tried again; in ms. 0: never. */
	maxRetryTimeMs: number;
	rateLimiter: RateLimiter;
	/** Aborted when the execution is stopped. */
	signal?: AbortSignal;
}

const initialDelayMs = 500;
const maxDelayMs = 30_000;

/** Doubles with each failure; half of it at random, so that not all come back together. */
const backoffDelay = (failures: number): number => {
	const longest = Math.min(maxDelayMs, initialDelayMs * 2 ** (failures - 1));
	return longest / 2 + Math.random() * (longest / 2);
};

/**
 * Makes a request until it is taken or fails for good. It is made again only after a failure that
 * is `retryable`: one after which the gateway certainly has not done what was asked. AT&T's
 * `Retry-After` is kept to. Throws the GatewayError that ended it.
 */
export const retry = async <T>(
	request: () => Promise<T>,
	{ maxRetryTimeMs, rateLimiter, signal }: RetryOptions,
): Promise<T> => {
	let giveUpAt = Infinity;
	for (let failures = 1; ; failures++) {
		try {
			// A pause that all keep to is waited out at least once, however short the patience.
			const patienceMs = Math.max(initialDelayMs, Math.min(maxRetryTimeMs, giveUpAt - Date.now()));
			await rateLimiter.acquire(patienceMs, signal);
		} catch (error) {
			throw signal?.aborted ? new GatewayError('cancelled', 'stopped') : error;
		}
		if (signal?.aborted) throw new GatewayError('cancelled', 'stopped');
		try {
			const result = await request();
			rateLimiter.onSuccess();
			return result;
		} catch (error) {
			const failure = toGatewayError(error);
			if (!failure.retryable) throw failure;
			giveUpAt = Math.min(giveUpAt, Date.now() + maxRetryTimeMs);
			// "At once" is at once for all who were turned away: no sooner than the shortest wait.
			const askedFor = failure.details.retryAfterMs;
			const waitMs =
				askedFor === undefined ? backoffDelay(failures) : Math.max(askedFor, initialDelayMs / 2);
			const waitsForAll = failure.kind === 'throttled';
			if (waitsForAll) rateLimiter.onThrottle(failure, waitMs);
			if (Date.now() + waitMs > giveUpAt) throw failure;
			if (!waitsForAll) await delay(waitMs, signal).catch(() => {});
		}
	}
};
