import type { INodeExecutionData, IPollFunctions, IRun } from 'n8n-workflow';
import { delay } from '../../shared/retry/delay';
import { monotonicNow } from '../../shared/retry/rateLimiter';
import { triggerKey } from '../triggerState';
import { noteRun } from './onlyProcess';

/** A page of messages that was read from AT&T and handed over to n8n. */
interface Page {
	items: INodeExecutionData[];
	/** `pending`: n8n has not reported yet whether the run has started; 2.41 does when it has ended. */
	state: 'new' | 'pending' | 'rejected' | 'started';
	/** n8n has begun to store it. 1.123.81 may still fail to; later ones rarely. */
	isStored?: boolean;
	/** When it was handed over last, by `monotonicNow`. */
	since: number;
	/** Resolves once n8n has reported on the run, or this process runs it. */
	verdict: Promise<void>;
}

/**
 * For this long n8n gets no other page while it has not reported on one: it stores a run within less,
 * and what it hasn't stored is lost if it is killed.
 */
const verdictMs = 2000;

/**
 * Versions of n8n that don't report a rejected run: without a start for this long, though a later run
 * has started, it was rejected. Without a later one, it may wait for n8n's concurrency limit.
 */
const silentRejectionMs = 90_000;

/**
 * A run that n8n has not ended or rejected for this long has started; where n8n doesn't report
 * rejections, it hasn't.
 */
const forgetMs = 15 * 60_000;

const initialDelayMs = 500;
const maxDelayMs = 8000;

/** Pages by trigger, in the order in which they were read, without those that have started a run. */
const pagesOf = new Map<string, Page[]>();

/** By trigger, when the latest page was handed over of those that have started a run. */
const lastStarts = new Map<string, number>();

/** By trigger, the runs that have started and not ended. Only of versions that report a start. */
const runningOf = new Map<string, Set<Promise<unknown>>>();

const noteRunning = (key: string, run: Promise<unknown>): void => {
	const running = runningOf.get(key) ?? new Set();
	runningOf.set(key, running.add(run));
	const onEnd = () => void running.delete(run);
	run.then(onEnd, onEnd);
};

/**
 * n8n settles `donePromise` when the run ends, too, and rejects it if that run was stopped. Then it
 * had started.
 */
const isRejection = (error: unknown): boolean =>
	!/Cancel|ExecutionNotFound/.test(error instanceof Error ? error.constructor.name : '');

const reportsRejections = (context: IPollFunctions): boolean =>
	'getPollBudgetMs' in (context as object);

/**
 * A page that reports when n8n writes it into its database (`toJSON` is called) and, after that, when
 * this process runs it (`map` is called, for the input of the first node). Seen in 2.41.1, where
 * `toJSON` comes after what rejects a run, such as a locked database or a lost lease, but before the
 * commit, and `map` after it. With workers, the run is in another process.
 */
const watched = (
	items: INodeExecutionData[],
	{ onStoring, onRunning }: { onStoring(): void; onRunning(): void },
): INodeExecutionData[][] => {
	const data = [items];
	const watch = (method: 'toJSON' | 'map', onCall: (...args: never[]) => unknown) => {
		const value = (...args: never[]) => {
			Reflect.deleteProperty(data, method);
			return onCall(...args);
		};
		Object.defineProperty(data, method, { value, configurable: true });
	};
	watch('toJSON', () => {
		onStoring();
		watch('map', (toOther: (page: INodeExecutionData[]) => unknown) => {
			onRunning();
			return data.map(toOther);
		});
		return data;
	});
	return data;
};

/**
 * n8n 2.41.1 takes `resolve` of a `donePromise` at once. It calls `reject` if it can't start the run,
 * and `resolve` with nothing if it stored none, as its durable scheduler had lost the lease of this
 * poll, but also for a run that it stored as failed before the first node. 2.8.4 and 1.123.81 take
 * `resolve` when the run has started, and don't report a rejected run.
 */
const emit = (context: IPollFunctions, page: Page): void => {
	const done = context.helpers.createDeferredPromise<IRun | undefined>();
	page.state = 'pending';
	page.since = monotonicNow();
	let isEmitting = true;
	page.isStored = false;
	page.verdict = new Promise((resolve) => {
		const settle = (state: 'started' | 'rejected') => {
			if (page.state === 'pending') page.state = state;
			resolve();
		};
		done.promise.then(
			(run) => {
				noteRun(run, context.getNode().name, page.items);
				settle(run || page.isStored ? 'started' : 'rejected');
			},
			(error) => settle(isRejection(error) ? 'rejected' : 'started'),
		);
		const donePromise: typeof done = {
			promise: done.promise,
			reject: done.reject,
			get resolve() {
				if (!isEmitting) {
					settle('started');
					noteRunning(triggerKey(context), done.promise);
				}
				return done.resolve;
			},
		};
		const onStoring = () => {
			page.isStored = true;
		};
		// The state is left open: what n8n should still reject, it gets again.
		const data = watched(page.items, { onStoring, onRunning: resolve });
		try {
			context.__emit(data, undefined, donePromise as Parameters<typeof context.__emit>[2]);
		} catch {
			settle('rejected');
		}
	});
	isEmitting = false;
};

/** Waits for n8n's report on a page, if it is handed over, until that page has waited long enough. */
const verdictOn = async (page: Page | undefined): Promise<void> => {
	const leftMs = page?.state === 'pending' ? page.since + verdictMs - monotonicNow() : 0;
	if (leftMs > 0) await Promise.race([page?.verdict, delay(leftMs)]);
};

/**
 * Whether a version of n8n that doesn't report rejections must have rejected a page. One that n8n has
 * stored may wait for its concurrency limit for as long as an earlier run of the trigger goes on.
 */
const isSilentlyRejected = (key: string, page: Page, lastStart: number): boolean => {
	const age = monotonicNow() - page.since;
	if (lastStart > page.since) return age > silentRejectionMs;
	const mayBeQueued = page.isStored === true && (runningOf.get(key)?.size ?? 0) > 0;
	return age > forgetMs && !mayBeQueued;
};

/** Forgets the pages that have started a run. */
const tidy = (context: IPollFunctions, pages: Page[]): Page[] => {
	const key = triggerKey(context);
	const started = pages.filter(({ state }) => state === 'started').map(({ since }) => since);
	const lastStart = Math.max(lastStarts.get(key) ?? 0, ...started);
	lastStarts.set(key, lastStart);
	for (const page of pages.filter(({ state }) => state === 'pending')) {
		if (reportsRejections(context)) {
			if (monotonicNow() - page.since > forgetMs) page.state = 'started';
		} else if (isSilentlyRejected(key, page, lastStart)) {
			page.state = 'rejected';
		}
	}
	return pages.filter(({ state }) => state !== 'started');
};

/**
 * Hands over all pages that n8n has not got or has rejected, in order. Those that were rejected are
 * tried again with backoff until `deadline` (by `monotonicNow`). Whether n8n has all of them.
 */
const handOverAll = async (
	context: IPollFunctions,
	pages: Page[],
	deadline: number,
): Promise<boolean> => {
	let delayMs = initialDelayMs;
	for (;;) {
		const next = pages.find(({ state }) => state === 'new' || state === 'rejected');
		if (!next) return true;
		const wasRejected = next.state === 'rejected';
		if (wasRejected) {
			if (monotonicNow() + delayMs > deadline) return false;
			await delay(delayMs);
			delayMs = Math.min(2 * delayMs, maxDelayMs);
		}
		emit(context, next);
		// Until it is known that n8n takes runs again, nothing goes out after it.
		if (wasRejected) await verdictOn(next);
		else await Promise.resolve();
	}
};

/**
 * Hands a page over to n8n, which starts a run with it at once, after those that were rejected before
 * and once n8n has the one before it. The next page may be read meanwhile. False if n8n rejects it, or
 * rejected an earlier one: then read no more. The page is kept for `finishHandOver`, as AT&T no longer
 * has its messages: in the memory of this process, whether the workflow is published again or the poll
 * is abandoned meanwhile.
 */
export const handOver = async (
	context: IPollFunctions,
	items: INodeExecutionData[],
	deadline: number,
): Promise<boolean> => {
	const key = triggerKey(context);
	const pages = tidy(context, pagesOf.get(key) ?? []);
	pagesOf.set(key, pages);
	await verdictOn(pages.at(-1));
	if (items.length > 0) {
		pages.push({ items, state: 'new', since: 0, verdict: Promise.resolve() });
	}
	return await handOverAll(context, pages, deadline);
};

/**
 * Waits for n8n's report on the last page, and hands over again what it rejected. False if it still
 * does: then read nothing.
 */
export const finishHandOver = async (context: IPollFunctions, deadline: number): Promise<boolean> =>
	await handOver(context, [], deadline);
