import { withSignal } from './delay';
import { createRateLimiter, monotonicNow, type RateLimiter, type Ticket } from './rateLimiter';

/** For how long a rate limiter is kept that nobody uses, in ms. */
const idleMs = 60_000;

const limiters = new Map<string, ReturnType<typeof createRateLimiter>>();

const limiterOf = (app: string, now: () => number): ReturnType<typeof createRateLimiter> => {
	for (const [key, limiter] of limiters) if (limiter.isIdle(idleMs)) limiters.delete(key);
	const limiter = limiters.get(app) ?? createRateLimiter(now);
	limiters.set(app, limiter);
	return limiter;
};

/**
 * The rate limiter of an app, for one run. AT&T's limit is the app's, so all runs, polls and status
 * look-ups of a process share one; each run waits in a queue of its own. It is forgotten when idle.
 * `app` names the app at its gateway.
 */
export const sharedRateLimiter = (app: string, now: () => number = monotonicNow): RateLimiter => {
	const run = {};
	/** When the run first wanted to make a request. */
	let startedAt: number | undefined;
	const limiter = () => limiterOf(app, now);
	let wasThrottled = false;
	/** The run's request that goes in the middle of a pause: what waits for its end. */
	let probe: { ended: Promise<void>; end(): void } | undefined;

	const startProbe = (): Ticket => {
		let end = (): void => {};
		const ended = new Promise<void>((resolve) => (end = resolve));
		probe = { ended, end };
		return { epoch: limiter().epoch(), isProbe: true };
	};

	return {
		async acquire(patienceMs, signal) {
			startedAt ??= now();
			for (;;) {
				const rejection = { error: undefined as unknown };
				const ticket = await limiter()
					.acquire(patienceMs, signal, run)
					.catch((error: unknown) => void (rejection.error = error));
				if (ticket) return ticket;
				if (signal?.aborted || wasThrottled) return await Promise.reject(rejection.error);
				// A run that can't wait for the end of a pause that others caused makes one request all the
				// same. The rest of the run waits for what comes of it.
				if (!probe) return startProbe();
				await withSignal(probe.ended, signal);
			}
		},
		onSuccess(ticket) {
			if (ticket.isProbe) limiter().resume();
			limiter().onSuccess(ticket);
			wasThrottled &&= limiter().throttle() !== undefined;
		},
		onThrottle(ticket, error, retryAfterMs) {
			wasThrottled = true;
			return limiter().onThrottle(ticket, error, retryAfterMs);
		},
		release(ticket) {
			limiter().release(ticket);
			if (!ticket.isProbe) return;
			probe?.end();
			probe = undefined;
		},
		// What other runs met doesn't use up the patience of this one.
		throttle() {
			const throttle = limiter().throttle();
			if (!throttle || !wasThrottled) return undefined;
			return { ...throttle, since: Math.max(throttle.since, startedAt ?? now()) };
		},
	};
};
