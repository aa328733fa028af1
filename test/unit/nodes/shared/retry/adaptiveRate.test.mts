import {
	createAdaptiveRate,
	defaultAdaptiveRateOptions,
} from '../../../../../nodes/shared/retry/adaptiveRate.ts';

const { windowMs, recoveryMs } = defaultAdaptiveRateOptions;

/** A rate after a gateway has accepted `perSecond` requests in one second, from 0 on, and throttled. */
const throttledAt = (perSecond: number, pauseMs = 2000) => {
	const rate = createAdaptiveRate(defaultAdaptiveRateOptions);
	for (let n = 1; n <= perSecond; n++) rate.onSuccess((n * 1000) / perSecond);
	return { rate, pausedMs: rate.onThrottle(1000, pauseMs) };
};

const perSecondAt = (rate: ReturnType<typeof createAdaptiveRate>, time: number): number =>
	1000 / rate.intervalMs(time);

describe('createAdaptiveRate', () => {
	test('has no limit until the gateway throttles', () => {
		const rate = createAdaptiveRate(defaultAdaptiveRateOptions);
		rate.onSuccess(0);
		expect(rate.intervalMs(1)).toBe(0);
	});

	test('goes on a little under what the gateway accepted', () => {
		const { rate } = throttledAt(20);
		expect(perSecondAt(rate, 3000)).toBeCloseTo(19);
	});

	test('pauses until the accepted requests have left the gateway’s window', () => {
		const rate = createAdaptiveRate(defaultAdaptiveRateOptions);
		for (let n = 0; n < 20; n++) rate.onSuccess(900);
		expect(rate.onThrottle(1000, 1)).toBe(windowMs - 100);
		expect(throttledAt(20, 2000).pausedMs).toBe(2000);
	});

	test('is back at what the gateway accepted after the recovery time, and goes beyond it', () => {
		const { rate } = throttledAt(20);
		expect(perSecondAt(rate, 3000 + recoveryMs)).toBeCloseTo(20);
		expect(perSecondAt(rate, 3000 + 4 * recoveryMs)).toBeGreaterThan(22);
	});

	test('recovers from the end of the pause on, though the pause gets longer or ends early', () => {
		for (const end of [1500, 60_000]) {
			const { rate } = throttledAt(20);
			rate.pauseUntil(end);
			expect(perSecondAt(rate, end)).toBeCloseTo(19);
			expect(perSecondAt(rate, end + recoveryMs)).toBeCloseTo(20);
		}
	});

	test('never falls below one request a second', () => {
		const { rate } = throttledAt(0);
		for (let time = 1000; time < 100_000; time += 1000) rate.onThrottle(time, 500);
		expect(perSecondAt(rate, 100_000)).toBeGreaterThanOrEqual(0.99);
	});
});
