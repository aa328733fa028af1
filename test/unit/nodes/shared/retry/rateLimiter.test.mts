import {
	createRateLimiter,
	type RateLimiter,
	type Ticket,
} from '../../../../../nodes/shared/retry/rateLimiter.ts';
import { GatewayError } from '../../../../../nodes/shared/errors/gatewayError.ts';
import { retry } from '../../../../../nodes/shared/retry/retry.ts';
import { mapConcurrent } from '../../../../../nodes/shared/retry/mapConcurrent.ts';
import { delay } from '../../../../../nodes/shared/retry/delay.ts';
import { range } from '../../../../support/range.mts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

const throttle = new GatewayError('throttled', 'POL0001: too many requests');
/** Of a request that was made after all throttles so far. */
const fresh = { epoch: Infinity };

/** Acquires `count` tickets at once. Gives when each of them came, in ms. */
const acquireAll = (rateLimiter: RateLimiter, count: number) => {
	const start = Date.now();
	const cameAt: number[] = [];
	for (let i = 0; i < count; i++)
		void rateLimiter.acquire(Infinity).then(() => cameAt.push(Date.now() - start));
	return cameAt;
};

/** A gateway has accepted `count` requests, evenly over the last second. */
const acceptInASecond = async (rateLimiter: RateLimiter, count: number) => {
	for (let i = 0; i < count; i++) {
		await jest.advanceTimersByTimeAsync(1000 / count);
		rateLimiter.onSuccess(fresh);
	}
};

describe('The rate limiter', () => {
	test('While no limit is known, each request that is accepted makes room for one more', async () => {
		const rateLimiter = createRateLimiter();
		const tickets: Ticket[] = [];
		for (let i = 0; i < 1000; i++) {
			void rateLimiter.acquire(Infinity).then((ticket) => tickets.push(ticket));
		}
		const inFlight: number[] = [];
		await jest.advanceTimersByTimeAsync(0);
		while (tickets.length > 0) {
			inFlight.push(tickets.length);
			for (const ticket of tickets.splice(0)) {
				rateLimiter.onSuccess(ticket);
				rateLimiter.release(ticket);
			}
			await jest.advanceTimersByTimeAsync(0);
		}
		expect(inFlight).toEqual([50, 100, 200, 400, 250]);
	});

	test('A request that fails makes room for one, not for two', async () => {
		const rateLimiter = createRateLimiter();
		const tickets: Ticket[] = [];
		for (let i = 0; i < 200; i++) {
			void rateLimiter.acquire(Infinity).then((ticket) => tickets.push(ticket));
		}
		await jest.advanceTimersByTimeAsync(0);
		expect(tickets).toHaveLength(50);
		for (const ticket of tickets.splice(0)) rateLimiter.release(ticket);
		await jest.advanceTimersByTimeAsync(0);
		expect(tickets).toHaveLength(50);
	});

	test('A run that has nothing in flight makes its first request, however many of other runs hang', async () => {
		const rateLimiter = createRateLimiter();
		acquireAll(rateLimiter, 60);
		await jest.advanceTimersByTimeAsync(0);
		const [run, came] = [{}, [] as string[]];
		void rateLimiter.acquire(Infinity, undefined, run).then(() => came.push('first'));
		void rateLimiter.acquire(Infinity, undefined, run).then(() => came.push('second'));
		await jest.advanceTimersByTimeAsync(0);
		expect(came).toEqual(['first']);
	});

	test('A run that has nothing in flight makes its next request too, however many of other runs hang', async () => {
		const rateLimiter = createRateLimiter();
		acquireAll(rateLimiter, 60);
		const run = {};
		const tickets: Ticket[] = [];
		for (let i = 0; i < 3; i++) {
			void rateLimiter.acquire(Infinity, undefined, run).then((ticket) => tickets.push(ticket));
		}
		const madeAtOnce: number[] = [];
		for (let i = 0; i < 3; i++) {
			await jest.advanceTimersByTimeAsync(0);
			madeAtOnce.push(tickets.length);
			for (const ticket of tickets.splice(0)) rateLimiter.release(ticket);
		}
		expect(madeAtOnce).toEqual([1, 1, 1]);
	});

	test('Many runs with one request each meet an unknown limit with twice the window, not with all', async () => {
		const rateLimiter = createRateLimiter();
		let made = 0;
		for (let i = 0; i < 300; i++)
			void rateLimiter.acquire(Infinity, undefined, {}).then(() => made++);
		await jest.advanceTimersByTimeAsync(0);
		expect(made).toBe(100);
	});

	/** Makes single requests, all accepted, at equal intervals. */
	const makeSingly = async (rateLimiter: RateLimiter, count: number, everyMs: number) => {
		for (let i = 0; i < count; i++) {
			await jest.advanceTimersByTimeAsync(everyMs);
			const ticket = await rateLimiter.acquire(Infinity);
			rateLimiter.onSuccess(ticket);
			rateLimiter.release(ticket);
		}
	};
	/** Makes fifty requests at once, all accepted. */
	const makeTogether = async (rateLimiter: RateLimiter) => {
		const tickets: Ticket[] = [];
		for (let i = 0; i < 50; i++) tickets.push(await rateLimiter.acquire(Infinity));
		for (const ticket of tickets) {
			rateLimiter.onSuccess(ticket);
			rateLimiter.release(ticket);
		}
	};
	/** How many of 1,000 requests are made at once. */
	const burst = async (rateLimiter: RateLimiter) => {
		const cameAt = acquireAll(rateLimiter, 1000);
		await jest.advanceTimersByTimeAsync(0);
		return cameAt.length;
	};

	test('Single requests that are accepted make no room for a burst', async () => {
		const rateLimiter = createRateLimiter();
		await makeSingly(rateLimiter, 1000, 1000);
		expect(await burst(rateLimiter)).toBe(50);
	});

	test.each([
		[10, 100],
		[70, 50],
	])('After %d s of single requests, %d may be made at once', async (seconds, expected) => {
		const rateLimiter = createRateLimiter();
		await makeTogether(rateLimiter);
		await makeSingly(rateLimiter, seconds / 10, 10_000);
		expect(await burst(rateLimiter)).toBe(expected);
	});

	test('Long after a throttle, a burst meets a limit that is unknown again with fifty requests', async () => {
		const rateLimiter = createRateLimiter();
		await makeTogether(rateLimiter);
		rateLimiter.onThrottle(fresh, throttle, 1000);
		await makeSingly(rateLimiter, 6, 5000);
		expect(await burst(rateLimiter)).toBe(50);
	});

	test('A request that is stopped while there is no room is not made', async () => {
		const rateLimiter = createRateLimiter();
		const tickets: Ticket[] = [];
		for (let i = 0; i < 50; i++) tickets.push(await rateLimiter.acquire(Infinity));
		const stop = new AbortController();
		const waiting = rateLimiter.acquire(Infinity, stop.signal);
		stop.abort(new Error('stopped'));
		await expect(waiting).rejects.toThrow('stopped');
		for (const ticket of tickets) rateLimiter.release(ticket);
		const cameAt = acquireAll(rateLimiter, 60);
		await jest.advanceTimersByTimeAsync(0);
		expect(cameAt).toHaveLength(50);
	});

	test('After a throttle all requests wait, then go on a little under the rate that was accepted', async () => {
		const rateLimiter = createRateLimiter();
		await acceptInASecond(rateLimiter, 20);
		rateLimiter.onThrottle(fresh, throttle, 3000);
		const cameAt = acquireAll(rateLimiter, 20);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(cameAt).toHaveLength(20);
		expect(cameAt[0]).toBeGreaterThanOrEqual(3000);
		const span = (cameAt.at(-1) ?? 0) - (cameAt[0] ?? 0);
		// 19 gaps at 95 % of 20 a second.
		expect(span).toBeGreaterThanOrEqual(19 * (1000 / 20));
		expect(span).toBeLessThanOrEqual(19 * (1000 / 18) + 20);
	});

	test('Throttles of requests in flight at the same time count as one', async () => {
		const spanAfter = async (throttles: number) => {
			const rateLimiter = createRateLimiter();
			await acceptInASecond(rateLimiter, 20);
			for (let i = 0; i < throttles; i++) rateLimiter.onThrottle(fresh, throttle, 1000);
			const cameAt = acquireAll(rateLimiter, 10);
			await jest.advanceTimersByTimeAsync(10_000);
			return (cameAt.at(-1) ?? NaN) - (cameAt[0] ?? NaN);
		};
		expect(await spanAfter(30)).toBe(await spanAfter(1));
	});

	test('A request from before a pause that is throttled after its end neither pauses the others nor lowers the rate', async () => {
		const spanAfter = async (...late: number[]) => {
			const rateLimiter = createRateLimiter();
			await acceptInASecond(rateLimiter, 20);
			rateLimiter.onThrottle({ epoch: 0 }, throttle, 1000);
			const cameAt = acquireAll(rateLimiter, 10);
			await jest.advanceTimersByTimeAsync(1200);
			for (const epoch of late) rateLimiter.onThrottle({ epoch }, throttle);
			await jest.advanceTimersByTimeAsync(10_000);
			return (cameAt.at(-1) ?? NaN) - (cameAt[0] ?? NaN);
		};
		const undisturbed = await spanAfter();
		expect(await spanAfter(0, 0)).toBe(undisturbed);
		expect(await spanAfter(1)).toBeGreaterThan(undisturbed);
	});

	test('The Retry-After of a request from before a pause holds, though it comes after its end', async () => {
		const rateLimiter = createRateLimiter();
		rateLimiter.onThrottle({ epoch: 0 }, throttle, 1000);
		await jest.advanceTimersByTimeAsync(2000);
		expect(rateLimiter.onThrottle({ epoch: 0 }, throttle, 5000)).toBe(5000);
		const cameAt = acquireAll(rateLimiter, 1);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(cameAt[0]).toBeGreaterThanOrEqual(5000);
	});

	test('A request that has waited among accepted ones waits out a pause within its patience', async () => {
		const rateLimiter = createRateLimiter();
		await acceptInASecond(rateLimiter, 20);
		rateLimiter.onThrottle(fresh, throttle, 1000);
		const others = acquireAll(rateLimiter, 200);
		const turn = expect(rateLimiter.acquire(5000)).resolves.toBeDefined();
		await jest.advanceTimersByTimeAsync(4500);
		rateLimiter.onSuccess(fresh);
		rateLimiter.onThrottle(fresh, throttle, 2000);
		expect(others.length).toBeLessThan(200);
		await jest.advanceTimersByTimeAsync(60_000);
		await turn;
	});

	test('The longest Retry-After of requests that were throttled together holds', async () => {
		const rateLimiter = createRateLimiter();
		rateLimiter.onThrottle(fresh, throttle);
		expect(rateLimiter.onThrottle(fresh, throttle, 5000)).toBe(5000);
		expect(rateLimiter.onThrottle(fresh, throttle, 1000)).toBe(5000);
		const later = acquireAll(rateLimiter, 3);
		await jest.advanceTimersByTimeAsync(30_000);
		expect(later).toHaveLength(3);
		expect(later[0]).toBeGreaterThanOrEqual(5000);
	});

	test('Requests for which a later Retry-After makes the pause too long are let go', async () => {
		const rateLimiter = createRateLimiter();
		rateLimiter.onThrottle(fresh, throttle, 1000);
		const long = new GatewayError('throttled', 'POL0001', { retryAfterMs: 30_000 });
		const hasty = expect(rateLimiter.acquire(2000)).rejects.toBe(long);
		const patient = rateLimiter.acquire(60_000);
		rateLimiter.onThrottle(fresh, long, 30_000);
		await hasty;
		await jest.advanceTimersByTimeAsync(30_000);
		await expect(patient).resolves.toBeDefined();
	});

	test('A pause that got longer is followed by the same rate as one that was as long from the start', async () => {
		const spanAfter = async (...pauses: Array<number | undefined>) => {
			const rateLimiter = createRateLimiter();
			await acceptInASecond(rateLimiter, 20);
			for (const pauseMs of pauses) rateLimiter.onThrottle(fresh, throttle, pauseMs);
			const cameAt = acquireAll(rateLimiter, 10);
			await jest.advanceTimersByTimeAsync(120_000);
			return (cameAt.at(-1) ?? NaN) - (cameAt[0] ?? NaN);
		};
		expect(await spanAfter(500, 90_000)).toBe(await spanAfter(90_000));
	});

	test('Waiting requests go on once a pause ends early', async () => {
		const rateLimiter = createRateLimiter();
		rateLimiter.onThrottle(fresh, throttle, 60_000);
		const cameAt = acquireAll(rateLimiter, 2);
		await jest.advanceTimersByTimeAsync(50);
		rateLimiter.resume();
		await jest.advanceTimersByTimeAsync(5000);
		expect(cameAt).toHaveLength(2);
		expect(cameAt[0]).toBe(50);
	});

	test('Turns that nobody could take while the process was busy aren’t made up for', async () => {
		let busyMs = 0;
		const rateLimiter = createRateLimiter(() => performance.now() + busyMs);
		await acceptInASecond(rateLimiter, 20);
		rateLimiter.onThrottle(fresh, throttle, 1000);
		const cameAt = acquireAll(rateLimiter, 100);
		await jest.advanceTimersByTimeAsync(1500);
		const before = cameAt.length;
		busyMs = 1500;
		await jest.advanceTimersByTimeAsync(150);
		// About 18 a second.
		expect(cameAt.length - before).toBeLessThanOrEqual(4);
		expect(cameAt.length - before).toBeGreaterThanOrEqual(2);
	});

	test('A request from before the throttles shows nothing about how long they last', () => {
		const rateLimiter = createRateLimiter();
		const before = { epoch: 0 };
		rateLimiter.onThrottle(fresh, throttle, 1000);
		rateLimiter.onSuccess(before);
		expect(rateLimiter.throttle()).toBeDefined();
		rateLimiter.onSuccess(fresh);
		expect(rateLimiter.throttle()).toBeUndefined();
	});

	test('A request with less time than the pause lasts is let go', async () => {
		const rateLimiter = createRateLimiter();
		rateLimiter.onThrottle(fresh, throttle, 5000);
		await expect(rateLimiter.acquire(4000)).rejects.toBe(throttle);
		const turn = expect(rateLimiter.acquire(6000)).resolves.toBeDefined();
		await jest.advanceTimersByTimeAsync(6000);
		await turn;
	});

	test('The rate falls once more at the next throttle, and rises without one', async () => {
		const rateLimiter = createRateLimiter();
		await acceptInASecond(rateLimiter, 20);
		rateLimiter.onThrottle(fresh, throttle, 1000);
		const spanOf = async () => {
			const cameAt = acquireAll(rateLimiter, 5);
			await jest.advanceTimersByTimeAsync(60_000);
			return (cameAt.at(-1) ?? 0) - (cameAt[0] ?? 0);
		};
		const first = await spanOf();
		await acceptInASecond(rateLimiter, 10);
		rateLimiter.onThrottle(fresh, throttle, 1000);
		const slower = await spanOf();
		expect(slower).toBeGreaterThan(first);
		for (let second = 0; second < 60; second++) await acceptInASecond(rateLimiter, 5);
		expect(await spanOf()).toBeLessThan(slower);
	});

	test('Requests that wait for their turn wait again if the gateway throttles meanwhile', async () => {
		const rateLimiter = createRateLimiter();
		await acceptInASecond(rateLimiter, 20);
		rateLimiter.onThrottle(fresh, throttle, 1000);
		const cameAt = acquireAll(rateLimiter, 3);
		await jest.advanceTimersByTimeAsync(1000);
		const before = cameAt.length;
		rateLimiter.onThrottle(fresh, throttle, 5000);
		await jest.advanceTimersByTimeAsync(4900);
		expect(cameAt).toHaveLength(before);
		await jest.advanceTimersByTimeAsync(30_000);
		expect(cameAt).toHaveLength(3);
	});

	test('The rate limiter doesn’t stop for good, even if the gateway accepted nothing', async () => {
		const rateLimiter = createRateLimiter();
		rateLimiter.onThrottle(fresh, throttle, 1000);
		const cameAt = acquireAll(rateLimiter, 2);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(cameAt).toHaveLength(2);
	});

	test('A request that is stopped is let go at once', async () => {
		const rateLimiter = createRateLimiter();
		rateLimiter.onThrottle(fresh, throttle, 60_000);
		const stop = new AbortController();
		const turn = expect(rateLimiter.acquire(Infinity, stop.signal)).rejects.toThrow();
		stop.abort();
		await turn;
	});

	test('The rate limiter uses no clock but the one that it is given', async () => {
		let time = 1_000_000;
		const rateLimiter = createRateLimiter(() => time);
		rateLimiter.onThrottle(fresh, throttle, 5000);
		time += 5001;
		const cameAt = acquireAll(rateLimiter, 1);
		await jest.advanceTimersByTimeAsync(0);
		expect(cameAt).toEqual([0]);
	});
});

/** A gateway that answers in 50 ms and accepts a given number of requests in each second. */
const startGateway = (perSecond: number, retryAfterMs?: number) => {
	const accepted: number[] = [];
	let throttled = 0;
	let acceptedAt: number[] = [];
	const send = async (id: number) => {
		await delay(50);
		const now = Date.now();
		acceptedAt = acceptedAt.filter((at) => at > now - 1000);
		if (acceptedAt.length >= perSecond) {
			throttled++;
			throw new GatewayError('throttled', 'POL0001: too many requests', { retryAfterMs });
		}
		acceptedAt.push(now);
		accepted.push(id);
	};
	return { send, accepted, throttled: () => throttled };
};

describe('A run at a gateway that throttles', () => {
	test.each([
		[10, 200, undefined],
		[50, 1000, undefined],
		[50, 1000, 1000],
		[200, 2000, 1000],
	])(
		'At %d a second, all of %d messages (Retry-After: %j) are sent once, near the gateway’s rate',
		async (perSecond, count, retryAfterMs) => {
			const { send, accepted, throttled } = startGateway(perSecond, retryAfterMs);
			const rateLimiter = createRateLimiter();
			const ids = range(count);
			const start = Date.now();
			let tookMs: number | undefined;
			const run = mapConcurrent(ids, 16, (id) =>
				retry(async () => await send(id), { maxRetryTimeMs: 60_000, rateLimiter }),
			).then(() => (tookMs = Date.now() - start));
			while (tookMs === undefined) await jest.advanceTimersByTimeAsync(250);
			await run;

			expect([...accepted].sort((a, b) => a - b)).toEqual(ids);
			expect(throttled()).toBeGreaterThan(0);
			expect(tookMs).toBeLessThan(((count * 1000) / perSecond) * 1.3);
		},
	);
});

describe('A delay', () => {
	test('A delay lasts as long as asked for', async () => {
		let done = false;
		void delay(1000).then(() => (done = true));
		await jest.advanceTimersByTimeAsync(999);
		expect(done).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(done).toBe(true);
	});

	test('A delay ends at once if it is stopped, or was stopped already', async () => {
		const stop = new AbortController();
		const stopped = expect(delay(60_000, stop.signal)).rejects.toThrow();
		stop.abort();
		await stopped;
		await expect(delay(60_000, stop.signal)).rejects.toThrow();
	});

	test('A delay leaves nothing behind on a signal that outlives it', async () => {
		const stop = new AbortController();
		const add = jest.spyOn(stop.signal, 'addEventListener');
		const ended = delay(1000, stop.signal);
		await jest.advanceTimersByTimeAsync(1000);
		await ended;
		const { signal } = (add.mock.calls[0]?.[2] ?? {}) as { signal?: AbortSignal };
		expect(signal?.aborted).toBe(true);
	});
});
