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

/** A run of the node: a number of texts, ten requests at once, as Send does. */
const startRun = (
	{ send }: Gateway,
	rateLimiter: RateLimiter,
	name: string,
	count: number,
	maxRetryTimeMs = 60_000,
) =>
	mapConcurrent(
		Array.from({ length: count }, (_, n) => `${name}.${n}`),
		10,
		async (id) => {
			try {
				await retry(async () => await send(id), { maxRetryTimeMs, rateLimiter });
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
		const run = startRun(gateway, rateLimiter, 'a', count, maxRetryTimeMs);
		expect(await until([run])).toBeLessThan(maxRetryTimeMs + 3000);
		expect(await run).toEqual(Array.from({ length: count }, () => 'failed'));
		expect(gateway.throttled()).toBeLessThan(30);
	},
);

test('A run tries for its own retry time, though an earlier one has given up', async () => {
	const gateway = startGateway({ perSecond: 0 });
	const app = newApp();
	await until([startRun(gateway, sharedRateLimiter(app), 'a', 10, 1000)]);
	const before = gateway.throttled();
	await jest.advanceTimersByTimeAsync(5000);
	const tookMs = await until([startRun(gateway, sharedRateLimiter(app), 'b', 10, 10_000)]);
	expect(gateway.throttled()).toBeGreaterThan(before);
	expect(tookMs).toBeGreaterThan(3000);
});

test('Apps don’t share a rate', async () => {
	const throttledApp = sharedRateLimiter(newApp());
	throttledApp.onThrottle(new GatewayError('throttled', 'POL0001'), 60_000);
	await expect(sharedRateLimiter(newApp()).acquire(0)).resolves.toBeUndefined();
});

test('A rate limiter that nobody uses is forgotten', async () => {
	const app = newApp();
	const error = new GatewayError('throttled', 'POL0001');
	const run = sharedRateLimiter(app);
	run.onThrottle(error, 5000);
	await jest.advanceTimersByTimeAsync(5000);
	expect(run.throttle()).toBeDefined();
	await jest.advanceTimersByTimeAsync(60_001);
	expect(run.throttle()).toBeUndefined();
});

test('A run that can’t wait for a pause of others makes one request, whose success ends the pause', async () => {
	const app = newApp();
	const error = new GatewayError('throttled', 'POL0001');
	sharedRateLimiter(app).onThrottle(error, 60_000);
	const hasty = sharedRateLimiter(app);
	await expect(hasty.acquire(500)).resolves.toBeUndefined();
	await expect(hasty.acquire(500)).rejects.toBe(error);
	hasty.onSuccess();
	await expect(hasty.acquire(500)).resolves.toBeUndefined();
});
