import {
	gatewayErrorKinds,
	GatewayError,
	type GatewayErrorKind,
} from '../../../../../nodes/shared/errors/gatewayError.ts';
import { createRateLimiter } from '../../../../../nodes/shared/retry/rateLimiter.ts';
import { retry, type RetryOptions } from '../../../../../nodes/shared/retry/retry.ts';
import { mapConcurrent } from '../../../../../nodes/shared/retry/mapConcurrent.ts';
import { delay } from '../../../../../nodes/shared/retry/delay.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const kinds = Object.keys(gatewayErrorKinds) as GatewayErrorKind[];

/** A request that fails a number of times, then succeeds; and when it was made, in ms. */
const failing = (failures: number, failure: () => Error) => {
	const start = Date.now();
	const madeAt: number[] = [];
	const request = async () => {
		madeAt.push(Date.now() - start);
		if (madeAt.length <= failures) throw failure();
		return 'accepted';
	};
	return { request, madeAt };
};

const gaps = (times: number[]) => times.slice(1).map((time, i) => time - (times[i] ?? 0));

/** Lets time pass until a promise is settled. */
const settle = async <T,>(promise: Promise<T>, limitMs = 3_600_000) => {
	let settled = false;
	const outcome = promise.then(
		(value) => ({ value, error: undefined }),
		(error: unknown) => ({ value: undefined, error }),
	);
	void outcome.then(() => (settled = true));
	for (let passed = 0; passed < limitMs; passed += 100) {
		await jest.advanceTimersByTimeAsync(settled ? 0 : 100);
		if (settled) return await outcome;
	}
	throw new Error('not settled in time');
};

describe('Retries', () => {
	test.each(kinds)(
		'A request that fails with %s is repeated only if it can’t have been processed',
		async (kind) => {
			const { request, madeAt } = failing(2, () => new GatewayError(kind, 'no'));
			const outcome = await settle(
				retry(request, { maxRetryTimeMs: 60_000, rateLimiter: createRateLimiter() }),
			);
			const { mayHaveBeenProcessed, retryable } = gatewayErrorKinds[kind];
			expect(mayHaveBeenProcessed && retryable).toBe(false);
			expect(madeAt).toHaveLength(retryable ? 3 : 1);
			if (retryable) expect(outcome.value).toBe('accepted');
			else expect(outcome.error).toMatchObject({ kind });
		},
	);

	test('A request that fails with an unknown error is never repeated', async () => {
		const { request, madeAt } = failing(1, () => new Error('no'));
		const outcome = await settle(
			retry(request, { maxRetryTimeMs: 60_000, rateLimiter: createRateLimiter() }),
		);
		expect(outcome.error).toMatchObject({ kind: 'noResponse' });
		expect(madeAt).toHaveLength(1);
	});

	test.each(['unavailable', 'throttled'] as const)(
		'Retries after %s wait longer each time, up to half a minute, with some of it at random',
		async (kind) => {
			const { request, madeAt } = failing(9, () => new GatewayError(kind, 'no'));
			await settle(retry(request, { maxRetryTimeMs: 3_600_000, rateLimiter: createRateLimiter() }));
			const longest = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000];
			gaps(madeAt).forEach((gap, i) => {
				expect(gap).toBeGreaterThanOrEqual((longest[i] ?? 0) / 2 - 1);
				expect(gap).toBeLessThanOrEqual((longest[i] ?? 0) + 1);
			});
			expect(madeAt).toHaveLength(10);
		},
	);

	test.each(['unavailable', 'throttled'] as const)(
		'Retries after %s keep to Retry-After',
		async (kind) => {
			const failure = () => new GatewayError(kind, 'no', { retryAfterMs: 7000 });
			const { request, madeAt } = failing(3, failure);
			await settle(retry(request, { maxRetryTimeMs: 60_000, rateLimiter: createRateLimiter() }));
			for (const gap of gaps(madeAt)) {
				expect(gap).toBeGreaterThanOrEqual(7000);
				expect(gap).toBeLessThan(8000);
			}
		},
	);

	test.each(['unavailable', 'throttled'] as const)(
		'Retries after %s come a few times a second at most, though Retry-After is 0',
		async (kind) => {
			const failure = () => new GatewayError(kind, 'no', { retryAfterMs: 0 });
			const { request, madeAt } = failing(200, failure);
			const outcome = await settle(
				retry(request, { maxRetryTimeMs: 10_000, rateLimiter: createRateLimiter() }),
			);
			expect(outcome.error).toMatchObject({ kind });
			expect(Math.min(...gaps(madeAt))).toBeGreaterThanOrEqual(250);
		},
	);

	test('A request fails at once if Retry-After is longer than the retry time', async () => {
		const failure = () => new GatewayError('unavailable', 'no', { retryAfterMs: 61_000 });
		const { request, madeAt } = failing(Infinity, failure);
		const outcome = await settle(
			retry(request, { maxRetryTimeMs: 60_000, rateLimiter: createRateLimiter() }),
			200,
		);
		expect(outcome.error).toMatchObject({ kind: 'unavailable' });
		expect(madeAt).toHaveLength(1);
	});

	test.each(kinds.filter((kind) => gatewayErrorKinds[kind].retryable))(
		'A request that fails with %s is retried for the retry time, counted from its first failure',
		async (kind) => {
			const { request, madeAt } = failing(Infinity, () => new GatewayError(kind, 'no'));
			const outcome = await settle(
				retry(request, { maxRetryTimeMs: 20_000, rateLimiter: createRateLimiter() }),
			);
			expect(outcome.error).toMatchObject({ kind });
			expect(madeAt.length).toBeGreaterThan(4);
			expect(madeAt.at(-1)).toBeLessThanOrEqual(20_000);
		},
	);

	test.each([undefined, 0])(
		'A request is made once if there is no retry time (Retry-After: %j)',
		async (retryAfterMs) => {
			const failure = () => new GatewayError('unavailable', 'no', { retryAfterMs });
			const { request, madeAt } = failing(Infinity, failure);
			await settle(retry(request, { maxRetryTimeMs: 0, rateLimiter: createRateLimiter() }));
			expect(madeAt).toHaveLength(1);
		},
	);

	const apiError = (code: string) => ({ apiError: { code, text: '', variables: [] } });
	const policy = 'POL0001';

	test.each([
		['a 404', new GatewayError('rejected', 'no', apiError('SVC0002')), 'onSuccess'],
		['a rejection without a code', new GatewayError('rejected', 'no'), 'onSuccess'],
		['a throttle', new GatewayError('throttled', 'no', apiError(policy)), 'onThrottle'],
		[
			'a missing Authorization header',
			new GatewayError('rejected', 'no', apiError(policy)),
			'none',
		],
		['a missing scope', new GatewayError('rejected', 'no', { missingScope: true }), 'none'],
		[
			'OAuth’s missing scope',
			new GatewayError('rejected', 'no', apiError('insufficient_scope')),
			'none',
		],
		['OAuth’s wrong token', new GatewayError('rejected', 'no', apiError('invalid_token')), 'none'],
		[
			'OAuth’s wrong client',
			new GatewayError('rejected', 'no', apiError('invalid_client')),
			'none',
		],
		['a wrong token', new GatewayError('unauthorized', 'no'), 'none'],
		['a rejected token request', new GatewayError('tokenRejected', 'no'), 'none'],
		['a token request that failed', new GatewayError('tokenUnavailable', 'no'), 'none'],
		['a server error', new GatewayError('serverError', 'no'), 'none'],
		['no response', new GatewayError('noResponse', 'no'), 'none'],
	])('The rate limiter is called with what %s means for the rate', async (_, error, expected) => {
		const rateLimiter = createRateLimiter();
		const calls: string[] = [];
		for (const name of ['onSuccess', 'onThrottle'] as const) {
			jest.spyOn(rateLimiter, name).mockImplementation(() => calls.push(name));
		}
		const { request } = failing(1, () => error);
		await settle(retry(request, { maxRetryTimeMs: 0, rateLimiter }));
		expect(calls).toEqual(expected === 'none' ? [] : [expected]);
	});

	describe('A run whose requests all fail', () => {
		/** A run of requests, ten at a time; how long it took, and what came of them. */
		const runAll = async (
			count: number,
			send: (n: number) => Promise<string>,
			maxRetryTimeMs = 2000,
		) => {
			const options: RetryOptions = {
				maxRetryTimeMs,
				rateLimiter: createRateLimiter(),
				outage: {},
			};
			const start = performance.now();
			let made = 0;
			const { value: outcomes } = await settle(
				mapConcurrent(
					Array.from({ length: count }, (_, n) => n),
					10,
					async (n) => {
						const request = async () => {
							made++;
							await delay(50);
							return await send(n);
						};
						return await retry(request, options).catch(({ kind }: GatewayError) => kind);
					},
				),
			);
			return { outcomes: outcomes ?? [], made, tookMs: performance.now() - start };
		};

		test.each(['unavailable', 'tokenUnavailable', 'unreachable', 'tokenNotStored'] as const)(
			'Requests that all fail with %s share one retry time, and the rest fails without a request',
			async (kind) => {
				const fail = async () => await Promise.reject(new GatewayError(kind, 'no'));
				const { outcomes, made, tookMs } = await runAll(1000, fail);
				expect(outcomes).toEqual(Array.from({ length: 1000 }, () => kind));
				expect(tookMs).toBeLessThan(2 * 2000);
				expect(made).toBeLessThan(500);
			},
		);

		test('The others are sent once the gateway accepts requests again', async () => {
			const start = performance.now();
			const { outcomes } = await runAll(500, async () => {
				if (performance.now() - start < 1500) throw new GatewayError('unavailable', 'no');
				return 'sent';
			});
			expect(outcomes.filter((outcome) => outcome === 'sent').length).toBeGreaterThan(200);
		});

		test('The others aren’t given up if the gateway rejects some and accepts some', async () => {
			const { outcomes } = await runAll(200, async (n) => {
				if (n % 10 === 0) throw new GatewayError('unavailable', 'no');
				if (n % 10 === 1) throw new GatewayError('rejected', 'no');
				return 'sent';
			});
			expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(160);
			expect(outcomes.filter((outcome) => outcome === 'rejected')).toHaveLength(20);
		});

		test('Each request is made once if there is no retry time', async () => {
			const fail = async () => await Promise.reject(new GatewayError('unavailable', 'no'));
			expect((await runAll(200, fail, 0)).made).toBe(200);
		});
	});

	describe('An execution that is stopped', () => {
		test.each(['unavailable', 'throttled'] as const)(
			'A request that waits after %s isn’t made again once the execution is stopped',
			async (kind) => {
				const stop = new AbortController();
				const { request, madeAt } = failing(Infinity, () => new GatewayError(kind, 'no'));
				const running = retry(request, {
					maxRetryTimeMs: 60_000,
					rateLimiter: createRateLimiter(),
					signal: stop.signal,
				});
				const outcome = settle(running, 30_000);
				await jest.advanceTimersByTimeAsync(100);
				stop.abort();
				expect((await outcome).error).toMatchObject({
					kind: 'cancelled',
					mayHaveBeenProcessed: false,
				});
				expect(madeAt).toHaveLength(1);
			},
		);

		test('A request isn’t made if the execution was stopped before', async () => {
			const { request, madeAt } = failing(0, () => new Error('no'));
			const running = retry(request, {
				maxRetryTimeMs: 60_000,
				rateLimiter: createRateLimiter(),
				signal: AbortSignal.abort(),
			});
			expect((await settle(running)).error).toMatchObject({ kind: 'cancelled' });
			expect(madeAt).toEqual([]);
		});

		test('A request that is accepted while the execution stops counts as accepted', async () => {
			const stop = new AbortController();
			const request = async () => {
				stop.abort();
				return 'accepted';
			};
			const running = retry(request, {
				maxRetryTimeMs: 60_000,
				rateLimiter: createRateLimiter(),
				signal: stop.signal,
			});
			expect((await settle(running)).value).toBe('accepted');
		});
	});
});
