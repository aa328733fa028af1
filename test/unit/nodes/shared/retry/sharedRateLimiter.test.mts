import { setMaxListeners } from 'node:events';
import { range } from '../../../../support/range.mts';
import { GatewayError } from '../../../../../nodes/shared/errors/gatewayError.ts';
import { delay } from '../../../../../nodes/shared/retry/delay.ts';
import { mapConcurrent } from '../../../../../nodes/shared/retry/mapConcurrent.ts';
import {
	createRateLimiter,
	type RateLimiter,
} from '../../../../../nodes/shared/retry/rateLimiter.ts';
import { retry } from '../../../../../nodes/shared/retry/retry.ts';
import { sharedRateLimiter } from '../../../../../nodes/shared/retry/sharedRateLimiter.ts';

/** mulberry32: a small generator of numbers that are the same for each run of the tests. */
const seeded = (seed: number) => () => {
	seed = (seed + 0x6d2b79f5) | 0;
	let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
};

beforeEach(() => {
	jest.useFakeTimers();
});
afterEach(() => {
	jest.useRealTimers();
	jest.restoreAllMocks();
});

type Window = 'any second' | 'each second of the clock';

interface GatewayOptions {
	perSecond: number;
	window?: Window;
	latencyMs?: number;
	retryAfterMs?: number;
}

/** A gateway that accepts a number of requests a second, and throttles the others. */
const startGateway = ({
	perSecond,
	window = 'any second',
	latencyMs = 50,
	retryAfterMs,
}: GatewayOptions) => {
	const accepted: Array<{ id: string; at: number }> = [];
	let throttled = 0;
	let recent: number[] = [];
	const isRecent = (at: number, now: number) =>
		window === 'any second' ? at > now - 1000 : Math.floor(at / 1000) === Math.floor(now / 1000);
	const send = async (id: string) => {
		await delay(latencyMs / 2);
		const now = performance.now();
		recent = recent.filter((at) => isRecent(at, now));
		const isThrottled = recent.length >= perSecond;
		if (isThrottled) throttled++;
		else {
			recent.push(now);
			accepted.push({ id, at: now });
		}
		await delay(latencyMs / 2);
		if (isThrottled) {
			throw new GatewayError('throttled', 'POL0001: too many requests', { retryAfterMs });
		}
	};
	return { send, accepted, throttled: () => throttled };
};

type Gateway = ReturnType<typeof startGateway>;

interface RunOptions {
	maxRetryTimeMs?: number;
	/** How many requests at once. */
	concurrency?: number;
	signal?: AbortSignal;
}

/** A run of the node: a number of texts, as Send sends them. */
const startRun = (
	{ send }: Pick<Gateway, 'send'>,
	rateLimiter: RateLimiter,
	name: string,
	count: number,
	{ maxRetryTimeMs = 60_000, concurrency = 10, signal }: RunOptions = {},
) =>
	mapConcurrent(
		Array.from({ length: count }, (_, n) => `${name}.${n}`),
		concurrency,
		async (id) => {
			try {
				await retry(async () => await send(id), { maxRetryTimeMs, rateLimiter, signal });
				return 'sent';
			} catch {
				return 'failed';
			}
		},
	);

/** Lets time pass until all is done; how long it took, in ms. */
const until = async (work: Array<Promise<unknown>>): Promise<number> => {
	const start = performance.now();
	let tookMs: number | undefined;
	void Promise.all(work).then(() => (tookMs = performance.now() - start));
	while (tookMs === undefined) await jest.advanceTimersByTimeAsync(20);
	return tookMs;
};

/** Of a request that was made after all throttles so far. */
const fresh = { epoch: Infinity };

let apps = 0;
const newApp = () => `app-${++apps}`;

const gateways: GatewayOptions[] = [
	{ perSecond: 50 },
	{ perSecond: 50, latencyMs: 150 },
	{ perSecond: 50, retryAfterMs: 1000 },
	{ perSecond: 50, window: 'each second of the clock' },
];
const cases = gateways.flatMap((gateway) =>
	[1, 2, 3].map((seed): [GatewayOptions, number] => [gateway, seed]),
);

const expectAllOnce = ({ accepted }: Gateway, count: number) => {
	expect(accepted).toHaveLength(count);
	expect(new Set(accepted.map(({ id }) => id)).size).toBe(count);
};

test.each(cases)(
	'Four runs of 250 texts at %j share one rate, within 1.3 of the ideal (seed %d)',
	async (options, seed) => {
		jest.spyOn(Math, 'random').mockImplementation(seeded(seed));
		const gateway = startGateway(options);
		const app = newApp();
		const tookMs = await until(
			['a', 'b', 'c', 'd'].map((name) => startRun(gateway, sharedRateLimiter(app), name, 250)),
		);
		expectAllOnce(gateway, 1000);
		expect(tookMs / 20_000).toBeLessThanOrEqual(1.3);
		expect(gateway.throttled()).toBeLessThanOrEqual(200);
	},
);

test.each(cases)(
	'Two processes at %j find their share, within 1.5 of the ideal (seed %d)',
	async (options, seed) => {
		jest.spyOn(Math, 'random').mockImplementation(seeded(seed));
		const gateway = startGateway(options);
		const processes = [createRateLimiter(), createRateLimiter()];
		const tookMs = await until(
			processes.flatMap((limiter, n) =>
				['a', 'b'].map((name) => startRun(gateway, limiter, `${n}${name}`, 250)),
			),
		);
		expectAllOnce(gateway, 1000);
		expect(tookMs / 20_000).toBeLessThanOrEqual(1.5);
	},
);

test.each(cases)(
	'One run of 1,000 texts at %j stays within 1.3 of the ideal (seed %d)',
	async (options, seed) => {
		jest.spyOn(Math, 'random').mockImplementation(seeded(seed));
		const gateway = startGateway(options);
		const tookMs = await until([startRun(gateway, sharedRateLimiter(newApp()), 'a', 1000)]);
		expectAllOnce(gateway, 1000);
		expect(tookMs / 20_000).toBeLessThanOrEqual(1.3);
	},
);

/** A number of runs of one app; how long they took, in ms. */
const playRuns = async (gateway: Gateway, runs: number, count: number, options: RunOptions) => {
	const app = newApp();
	return await until(
		Array.from({ length: runs }, (_, n) =>
			startRun(gateway, sharedRateLimiter(app), `run${n}`, count, options),
		),
	);
};

test.each([
	[8, 250, 50, 5000],
	[20, 50, 10, 60_000],
	[4, 100, 10, 10_000],
])(
	'Of %d runs of %d texts at %d a second, no text fails while the gateway accepts others (retry time: %d ms)',
	async (runs, count, perSecond, maxRetryTimeMs) => {
		jest.spyOn(Math, 'random').mockImplementation(seeded(1));
		const gateway = startGateway({ perSecond });
		await playRuns(gateway, runs, count, { concurrency: 50, maxRetryTimeMs });
		expectAllOnce(gateway, runs * count);
	},
);

test.each([
	[1, 1, 200],
	[1, 2, 100],
	[2, 4, 50],
])(
	'At %d a second, all texts are sent and few requests thrown away (runs: %d, texts in each: %d)',
	async (perSecond, runs, count) => {
		jest.spyOn(Math, 'random').mockImplementation(seeded(1));
		const gateway = startGateway({ perSecond });
		await playRuns(gateway, runs, count, { concurrency: 50 });
		expectAllOnce(gateway, runs * count);
		expect(gateway.throttled()).toBeLessThanOrEqual(250);
	},
);

test.each([
	[{ perSecond: 50, latencyMs: 1500 }, 250],
	[{ perSecond: 20, latencyMs: 1500 }, 100],
])(
	'Eight runs at %j, where responses come after the pause that they belong to, stay within 1.3 of the ideal',
	async (options, count) => {
		jest.spyOn(Math, 'random').mockImplementation(seeded(1));
		const gateway = startGateway(options);
		const tookMs = await playRuns(gateway, 8, count, { concurrency: 100 });
		expectAllOnce(gateway, 8 * count);
		expect(tookMs / ((8 * count * 1000) / options.perSecond)).toBeLessThanOrEqual(1.3);
	},
);

test.each([1, 2, 3])(
	'A text started in the middle of 1,000 others is sent within 2 seconds (seed %d)',
	async (seed) => {
		jest.spyOn(Math, 'random').mockImplementation(seeded(seed));
		const gateway = startGateway({ perSecond: 50 });
		const app = newApp();
		const long = startRun(gateway, sharedRateLimiter(app), 'long', 1000);
		await jest.advanceTimersByTimeAsync(10_000);
		const startedAt = performance.now();
		const short = startRun(gateway, sharedRateLimiter(app), 'short', 1);
		await until([long, short]);
		const sent = gateway.accepted.find(({ id }) => id === 'short.0');
		expect((sent?.at ?? Infinity) - startedAt).toBeLessThanOrEqual(2000);
	},
);

describe('Runs of 1,000 texts that wait for their turns', () => {
	/** Runs that have been throttled, and the app that they share. */
	const openRuns = async (count: number, signal?: AbortSignal) => {
		jest.spyOn(Math, 'random').mockImplementation(seeded(1));
		const gateway = startGateway({ perSecond: 50 });
		const app = newApp();
		const runs = Array.from({ length: count }, (_, n) =>
			startRun(gateway, sharedRateLimiter(app), `long${n}`, 1000, {
				maxRetryTimeMs: 600_000,
				signal,
			}),
		);
		await jest.advanceTimersByTimeAsync(5000);
		return { gateway, app, runs };
	};
	const inFlight = 5;

	test.each([1, 4])(
		'Next to %d runs that wait, a single request, such as that of a poll, has the next turn but one for each',
		async (count) => {
			const { gateway, app } = await openRuns(count);
			const before = gateway.accepted.length;
			const single = startRun(gateway, sharedRateLimiter(app), 'single', 1);
			await until([single]);
			const turn = gateway.accepted.findIndex(({ id }) => id === 'single.0') - before;
			expect(turn).toBeGreaterThanOrEqual(0);
			expect(turn).toBeLessThanOrEqual(inFlight + count);
		},
	);

	test('The turns of a run that is stopped go to the others at once', async () => {
		const stop = new AbortController();
		// Twenty requests listen to it.
		setMaxListeners(50, stop.signal);
		const { gateway, app, runs } = await openRuns(2, stop.signal);
		const other = startRun(gateway, sharedRateLimiter(app), 'other', 20);
		stop.abort();
		const before = gateway.accepted.length;
		await until([other, ...runs]);
		const after = gateway.accepted.slice(before).map(({ id }) => id);
		expect(after.filter((id) => id.startsWith('other'))).toHaveLength(20);
		expect(after.length - 20).toBeLessThanOrEqual(inFlight);
	});
});

test.each([
	[40, 5000],
	[200, 5000],
	[5000, 5000],
	[40, 0],
])(
	'Of %d texts with a used-up quota, all fail about when the retry time of %d ms is over',
	async (count, maxRetryTimeMs) => {
		const gateway = startGateway({ perSecond: 0 });
		const rateLimiter = sharedRateLimiter(newApp());
		const run = startRun(gateway, rateLimiter, 'a', count, { maxRetryTimeMs });
		expect(await until([run])).toBeLessThan(maxRetryTimeMs + 3000);
		expect(await run).toEqual(Array.from({ length: count }, () => 'failed'));
		expect(gateway.throttled()).toBeLessThan(30);
	},
);

test('A run tries for its own retry time, though an earlier one has given up', async () => {
	const gateway = startGateway({ perSecond: 0 });
	const app = newApp();
	await until([startRun(gateway, sharedRateLimiter(app), 'a', 10, { maxRetryTimeMs: 1000 })]);
	const before = gateway.throttled();
	await jest.advanceTimersByTimeAsync(5000);
	const tookMs = await until([
		startRun(gateway, sharedRateLimiter(app), 'b', 10, { maxRetryTimeMs: 10_000 }),
	]);
	expect(gateway.throttled()).toBeGreaterThan(before);
	expect(tookMs).toBeGreaterThan(3000);
});

test('A short run doesn’t wait behind two runs whose requests all hang', async () => {
	const app = newApp();
	const hang = { send: async () => await delay(60_000) };
	for (const name of ['a', 'b']) {
		void startRun(hang, sharedRateLimiter(app), name, 100, { concurrency: 50 });
	}
	const gateway = startGateway({ perSecond: 50 });
	expect(await until([startRun(gateway, sharedRateLimiter(app), 'short', 3)])).toBeLessThan(1000);
	expectAllOnce(gateway, 3);
});

test('Apps don’t share a rate', async () => {
	const throttledApp = sharedRateLimiter(newApp());
	throttledApp.onThrottle(fresh, new GatewayError('throttled', 'POL0001'), 60_000);
	await expect(sharedRateLimiter(newApp()).acquire(0)).resolves.toBeDefined();
});

test('A rate limiter that nobody uses is forgotten', async () => {
	const app = newApp();
	const error = new GatewayError('throttled', 'POL0001');
	const run = sharedRateLimiter(app);
	run.onThrottle(fresh, error, 5000);
	await jest.advanceTimersByTimeAsync(5000);
	expect(run.throttle()).toBeDefined();
	await jest.advanceTimersByTimeAsync(60_001);
	expect(run.throttle()).toBeUndefined();
});

test('A text that is throttled each time fails after its retry time, though others are accepted meanwhile', async () => {
	const gateway = startGateway({ perSecond: 50 });
	const app = newApp();
	const others = startRun(gateway, sharedRateLimiter(app), 'others', 1000);
	const send = async () => {
		await delay(50);
		throw new GatewayError('throttled', 'POL0001');
	};
	const options = { maxRetryTimeMs: 3000 };
	const run = startRun({ send }, sharedRateLimiter(app), 'a', 1, options);
	await until([run]);
	expect(await run).toEqual(['failed']);
	expect(gateway.accepted.length).toBeLessThan(1000);
	await until([others]);
	expectAllOnce(gateway, 1000);
});

const throttle = new GatewayError('throttled', 'POL0001');

describe('A pause that other runs caused', () => {
	/** An app that another run has paused for a minute, and a run that waits for 5 seconds at most. */
	const openPause = () => {
		const app = newApp();
		const other = sharedRateLimiter(app);
		other.onThrottle(fresh, throttle, 60_000);
		return { app, other, hasty: sharedRateLimiter(app) };
	};

	test('A run that can’t wait for a pause sends all if the gateway accepts its first request', async () => {
		const { hasty } = openPause();
		const gateway = startGateway({ perSecond: 1000 });
		const run = startRun(gateway, hasty, 'a', 30, { maxRetryTimeMs: 5000 });
		await until([run]);
		expect(new Set(await run)).toEqual(new Set(['sent']));
		expectAllOnce(gateway, 30);
		// The others start only after the answer to the first.
		const [first, second] = gateway.accepted;
		expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(50);
	});

	test('A run that can’t wait for a pause makes one request if the gateway throttles it', async () => {
		const { hasty } = openPause();
		const gateway = startGateway({ perSecond: 0 });
		const run = startRun(gateway, hasty, 'a', 30, { maxRetryTimeMs: 5000 });
		await until([run]);
		expect(new Set(await run)).toEqual(new Set(['failed']));
		expect(gateway.throttled()).toBe(1);
	});

	test('A run that can’t wait for a pause makes its requests one after the other if they fail in another way', async () => {
		const { hasty } = openPause();
		let atOnce = 0;
		let most = 0;
		const send = async () => {
			most = Math.max(most, ++atOnce);
			await delay(50);
			atOnce--;
			throw new GatewayError('serverError', 'HTTP 500');
		};
		const gateway = { ...startGateway({ perSecond: 0 }), send };
		const run = startRun(gateway, hasty, 'a', 30, { maxRetryTimeMs: 5000 });
		await until([run]);
		expect(await run).toHaveLength(30);
		expect(most).toBe(1);
	});

	/** Twenty runs that can't wait for the end of a pause. Gives what came of them. */
	const playHastyRuns = async (gateway: Gateway) => {
		const app = newApp();
		sharedRateLimiter(app).onThrottle(fresh, throttle, 120_000);
		let made = 0;
		let inFlight = 0;
		let most = 0;
		const send = async (id: string) => {
			made++;
			most = Math.max(most, ++inFlight);
			await gateway.send(id).finally(() => inFlight--);
		};
		const options = { maxRetryTimeMs: 60_000 };
		const runs = range(20).map((n) =>
			startRun({ send }, sharedRateLimiter(app), `run${n}`, 30, options),
		);
		await jest.advanceTimersByTimeAsync(40);
		const mostBeforeResponse = most;
		await until(runs);
		const outcomes = new Set((await Promise.all(runs)).flat());
		return { outcomes, made, mostBeforeResponse };
	};

	test('Of many runs that can’t wait for a pause, one makes a request, and all fail if the gateway throttles it', async () => {
		const { outcomes, made } = await playHastyRuns(startGateway({ perSecond: 0 }));
		expect(outcomes).toEqual(new Set(['failed']));
		expect(made).toBe(1);
	});

	test('Of many runs that can’t wait for a pause, one makes a request, and all go on if the gateway accepts it', async () => {
		const { outcomes, mostBeforeResponse } = await playHastyRuns(startGateway({ perSecond: 1000 }));
		expect(outcomes).toEqual(new Set(['sent']));
		expect(mostBeforeResponse).toBe(1);
	});

	test('A run that waited for another run’s request in a pause makes its own if that run is stopped', async () => {
		const { app, hasty } = openPause();
		const stop = new AbortController();
		const probe = await hasty.acquire(5000, stop.signal);
		const second = sharedRateLimiter(app).acquire(5000);
		await jest.advanceTimersByTimeAsync(0);
		stop.abort();
		hasty.release(probe);
		await expect(second).resolves.toMatchObject({ isProbe: true });
	});

	test('A run that waited for another run’s request in a pause makes none if that one fails in another way', async () => {
		const { app, hasty } = openPause();
		const probe = await hasty.acquire(5000);
		const second = expect(sharedRateLimiter(app).acquire(5000)).rejects.toBe(throttle);
		await jest.advanceTimersByTimeAsync(0);
		hasty.release(probe);
		await second;
		await expect(sharedRateLimiter(app).acquire(5000)).resolves.toMatchObject({ isProbe: true });
	});

	test('A run that can’t wait for a pause stops waiting for its first request when it is stopped', async () => {
		const { hasty } = openPause();
		const stop = new AbortController();
		await hasty.acquire(5000, stop.signal);
		const second = expect(hasty.acquire(5000, stop.signal)).rejects.toThrow();
		stop.abort();
		await second;
	});

	test('A run that can’t wait for a pause lets the others go on once the gateway accepts its first request', async () => {
		const { other, hasty } = openPause();
		const patient = other.acquire(120_000);
		let isOver = false;
		void patient.then(() => (isOver = true));
		const probe = await hasty.acquire(5000);
		await jest.advanceTimersByTimeAsync(50);
		expect(isOver).toBe(false);
		hasty.onSuccess(probe);
		hasty.release(probe);
		await jest.advanceTimersByTimeAsync(2000);
		expect(isOver).toBe(true);
	});

	test('A pause isn’t ended by the response to a request from before it', async () => {
		const app = newApp();
		const other = sharedRateLimiter(app);
		const hasty = sharedRateLimiter(app);
		const before = await hasty.acquire(5000);
		other.onThrottle(fresh, throttle, 90_000);
		const probe = await hasty.acquire(5000);
		hasty.onSuccess(before);
		hasty.release(before);
		hasty.release(probe);
		await expect(sharedRateLimiter(app).acquire(5000)).resolves.toMatchObject({ isProbe: true });
	});

	test('A pause isn’t ended by a later response once the first request failed in another way', async () => {
		const app = newApp();
		const hasty = sharedRateLimiter(app);
		const before = await hasty.acquire(5000);
		sharedRateLimiter(app).onThrottle(fresh, throttle, 90_000);
		const probe = await hasty.acquire(5000);
		hasty.release(probe);
		hasty.onSuccess(before);
		await expect(hasty.acquire(5000)).resolves.toMatchObject({ isProbe: true });
	});

	test('A first request is made again in a later pause, though it was throttled before', async () => {
		const app = newApp();
		const hasty = sharedRateLimiter(app);
		hasty.onThrottle(fresh, throttle, 1000);
		const next = hasty.acquire(5000);
		await jest.advanceTimersByTimeAsync(1000);
		hasty.onSuccess(await next);
		sharedRateLimiter(app).onThrottle(fresh, throttle, 90_000);
		await expect(hasty.acquire(5000)).resolves.toMatchObject({ isProbe: true });
	});
});
