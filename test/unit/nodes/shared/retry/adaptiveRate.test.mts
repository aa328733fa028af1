import {
	createAdaptiveRate,
	defaultAdaptiveRateOptions,
} from '../../../../../nodes/shared/retry/adaptiveRate.ts';

const { windowMs, recoveryMs, forgetMs } = defaultAdaptiveRateOptions;

/** A rate after a gateway has accepted `perSecond` requests in one second, from 0 on, and throttled. */
const throttledAt = (perSecond: number, pauseMs = 2000) => {
	const rate = createAdaptiveRate(defaultAdaptiveRateOptions);
	for (let n = 1; n <= perSecond; n++) rate.onSuccess((n * 1000) / perSecond);
	return { rate, pausedMs: rate.onThrottle(1000, pauseMs) };
};

const perSecondAt = (rate: ReturnType<typeof createAdaptiveRate>, time: number): number =>
	1000 / rate.intervalMs(time);

describe('The adaptive rate', () => {
	test('The rate has no limit until the gateway throttles', () => {
		const rate = createAdaptiveRate(defaultAdaptiveRateOptions);
		rate.onSuccess(0);
		expect(rate.intervalMs(1)).toBe(0);
	});

	test('The rate goes on a little under what the gateway accepted', () => {
		const { rate } = throttledAt(20);
		expect(perSecondAt(rate, 3000)).toBeCloseTo(19);
	});

	test('The rate pauses until the accepted requests have left the gateway’s window', () => {
		const rate = createAdaptiveRate(defaultAdaptiveRateOptions);
		for (let n = 0; n < 20; n++) rate.onSuccess(900);
		expect(rate.onThrottle(1000, 1)).toBe(windowMs - 100);
		expect(throttledAt(20, 2000).pausedMs).toBe(2000);
	});

	test('The rate is back at what the gateway accepted after the recovery time, and goes beyond it', () => {
		const { rate } = throttledAt(20);
		expect(perSecondAt(rate, 3000 + recoveryMs)).toBeCloseTo(20);
		expect(perSecondAt(rate, 3000 + 4 * recoveryMs)).toBeGreaterThan(22);
	});

	test('The rate recovers from the end of the pause on, though the pause gets longer or ends early', () => {
		for (const end of [1500, 60_000]) {
			const { rate } = throttledAt(20);
			rate.pauseUntil(end);
			expect(perSecondAt(rate, end)).toBeCloseTo(19);
			expect(perSecondAt(rate, end + recoveryMs)).toBeCloseTo(20);
		}
	});

	test('The limit is unknown again when the gateway hasn’t throttled for long', () => {
		const { rate } = throttledAt(20);
		expect(rate.intervalMs(3000 + forgetMs)).toBeGreaterThan(0);
		expect(rate.intervalMs(3001 + forgetMs)).toBe(0);
	});

	test('Throttles that each come soon after a pause don’t raise the rate', () => {
		const { rate } = throttledAt(2);
		const before = perSecondAt(rate, 3000);
		let time = 3000;
		for (let n = 0; n < 20; n++) {
			rate.onSuccess(time);
			time += 300;
			time += rate.onThrottle(time, 500);
		}
		expect(perSecondAt(rate, time)).toBeLessThanOrEqual(before);
	});

	test('The rate never falls below one request a second', () => {
		const { rate } = throttledAt(0);
		for (let time = 1000; time < 100_000; time += 1000) rate.onThrottle(time, 500);
		expect(perSecondAt(rate, 100_000)).toBeGreaterThanOrEqual(0.99);
	});
});

/**
 * Workers that send `messages` each to a gateway which takes 50 a second, by a clock of its own. The
 * gateway answers after 50 ms, and each worker has up to 100 requests in flight. Seconds until the
 * last is accepted.
 */
const play = (workerCount: number, messages: number): number => {
	const accepted: number[] = [];
	const workers = Array.from({ length: workerCount }, () => ({
		rate: createAdaptiveRate(defaultAdaptiveRateOptions),
		left: messages,
		inFlight: 0,
		next: 0,
		pausedUntil: 0,
	}));
	type Worker = (typeof workers)[number];
	const responses: Array<{ at: number; worker: Worker; isAccepted: boolean }> = [];

	const respond = (worker: Worker, isAccepted: boolean, time: number) => {
		worker.inFlight--;
		if (isAccepted) return worker.rate.onSuccess(time);
		worker.left++;
		if (time < worker.pausedUntil) return;
		worker.pausedUntil = time + worker.rate.onThrottle(time, 400);
		worker.rate.pauseUntil(worker.pausedUntil);
		worker.next = worker.pausedUntil;
	};
	const send = (worker: Worker, time: number) => {
		const interval = worker.rate.intervalMs(time);
		worker.next = Math.max(worker.next, time - Math.max(interval, 50)) + interval;
		worker.left--;
		worker.inFlight++;
		const before = accepted.at(-50);
		const isAccepted = before === undefined || before <= time - 1000;
		if (isAccepted) accepted.push(time);
		responses.push({ at: time + 50, worker, isAccepted });
	};

	let time = 0;
	for (; accepted.length < workerCount * messages; time++) {
		while (responses[0] && responses[0].at <= time) {
			const { worker, isAccepted } = responses.shift()!;
			respond(worker, isAccepted, time);
		}
		for (const worker of workers) {
			while (worker.left > 0 && worker.inFlight < 100 && worker.next <= time) send(worker, time);
		}
	}
	return time / 1000;
};

test('A worker that finds the limit used up by another gets its share, and all of it once the other has ended', () => {
	const ideal = 20;
	expect(play(1, 1000)).toBeLessThan(1.3 * ideal);
	expect(play(2, 500)).toBeLessThan(1.5 * ideal);
});
