import { withSignal } from './delay';
import { createRateLimiter, monotonicNow, type RateLimiter, type Ticket } from './rateLimiter';

/** For how long a rate limiter is kept that nobody uses, in ms. */
const idleMs = 60_000;

/** The app's one request that goes in the middle of a pause: what waits for its end. */
interface Probe {
	run: object;
	/** Aborted where its run is stopped. */
	signal?: AbortSignal;
	ended: Promise<void>;
	end(): void;
}

interface App {
	limiter: ReturnType<typeof createRateLimiter>;
	probe?: Probe;
}

const apps = new Map<string, App>();

const openApp = (name: string, now: () => number): App => {
	for (const [key, { limiter }] of apps) if (limiter.isIdle(idleMs)) apps.delete(key);
	const app = apps.get(name) ?? { limiter: createRateLimiter(now) };
	apps.set(name, app);
	return app;
};

/**
 * The rate limiter of an app, for one run. AT&T's limit is the app's, so all runs, polls and status
 * look-ups of a process share one; each run waits in a queue of its own. It is forgotten when idle.
 * `name` names the app at its gateway.
 */
export const sharedRateLimiter = (name: string, now: () => number = monotonicNow): RateLimiter => {
	const run = {};
	/** When the run first wanted to make a request. */
	let startedAt: number | undefined;
	const app = () => openApp(name, now);
	const limiter = () => app().limiter;
	let wasThrottled = false;

	const startProbe = (signal?: AbortSignal): Ticket => {
		let end = (): void => {};
		const ended = new Promise<void>((resolve) => (end = resolve));
		app().probe = { run, signal, ended, end };
		return limiter().startProbe(run);
	};

	return {
		async acquire(patienceMs, signal) {
			startedAt ??= now();
			/** Another run's request in the middle of this pause has ended. */
			let isAnswered = false;
			for (;;) {
				const rejection = { error: undefined as unknown };
				const ticket = await limiter()
					.acquire(patienceMs, signal, run)
					.catch((error: unknown) => void (rejection.error = error));
				if (ticket) return ticket;
				wasThrottled ||= isAnswered;
				if (signal?.aborted || wasThrottled) return await Promise.reject(rejection.error);
				// A run that can't wait for the end of a pause that others caused makes one request all the
				// same. The rest of the run, and other runs like it, wait for what comes of it.
				const { probe } = app();
				if (!probe) return startProbe(signal);
				await withSignal(probe.ended, signal);
				// Of one that was stopped nothing is known: the next one makes its request.
				isAnswered = probe.run !== run && probe.signal?.aborted !== true;
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
			app().probe?.end();
			app().probe = undefined;
		},
		// What other runs met doesn't use up the patience of this one.
		throttle() {
			const throttle = limiter().throttle();
			if (!throttle || !wasThrottled) return undefined;
			return { ...throttle, since: Math.max(throttle.since, startedAt ?? now()) };
		},
	};
};
