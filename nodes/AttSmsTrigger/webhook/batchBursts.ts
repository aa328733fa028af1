import {
	sleep,
	type INodeExecutionData,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { monotonicNow } from '../../shared/retry/rateLimiter';
import type { Intake } from '../receive';
import { triggerKey } from '../triggerState';
import { acknowledge, startRun } from './startRun';

/** Items that one run takes, unless a single callback brings more. */
const maxItems = 500;

/** Callers that this process holds. In its default engine n8n has an isolate of 11 MB for each. */
const maxHeld = 200;

/** Callers that are held for one trigger, so that it leaves room for others. */
const maxHeldOfTrigger = 100;

/** A callback that starts nothing: AT&T repeats it. */
export interface Rejection {
	status: 503;
	reason: string;
}

const tooMany: Rejection = { status: 503, reason: 'Too many callbacks wait for n8n' };
const notAccepted: Rejection = { status: 503, reason: 'n8n has not accepted the run' };

/** For how long a run that n8n does not answer keeps others waiting, in ms. */
const maxRunMs = 60_000;

/** A callback that waits for the run in flight. */
interface Waiting {
	intake: Intake;
	/**
	 * Ends the wait: with the callbacks to take along, as the one whose call starts the next run, or
	 * with whether n8n has stored the run that holds its items.
	 */
	resolve(outcome: Waiting[] | boolean): void;
}

/** By trigger, in the order of arrival. Without an entry no run is in flight. */
const waitingFor = new Map<string, Waiting[]>();

/** By trigger, callers that wait for the next run, or for the end of the run that has their items. */
const heldOf = new Map<string, number>();

const heldInAll = (): number => [...heldOf.values()].reduce((sum, held) => sum + held, 0);

const countHeld = (key: string, change: 1 | -1): void => {
	const held = (heldOf.get(key) ?? 0) + change;
	if (held > 0) heldOf.set(key, held);
	else heldOf.delete(key);
};

/** A run that n8n has not answered yet, and for which others wait. */
interface RunInFlight {
	/** By `monotonicNow`. */
	startedAt: number;
	/** Lets go of the others, though it is not known whether n8n will store the run. */
	giveUp(): void;
}

const inFlight = new Set<RunInFlight>();
let isWatching = false;

/**
 * n8n stores a run, waits for a free slot if it limits concurrent runs, and then answers. It never
 * answers if somebody stops the run while it is queued. Here a queued run can't be told from one that
 * a database hangs on: n8n reads the items before it commits them, and nothing of them after that.
 */
const giveUpLateRuns = async (): Promise<void> => {
	if (isWatching) return;
	isWatching = true;
	while (inFlight.size > 0) {
		await sleep(1000);
		for (const run of inFlight) if (monotonicNow() - run.startedAt > maxRunMs) run.giveUp();
	}
	isWatching = false;
};

/** The first of those that wait starts the next run, with all that fit into it. */
const startNext = (key: string): void => {
	const waiting = waitingFor.get(key) ?? [];
	const leader = waiting.shift();
	if (!leader) {
		waitingFor.delete(key);
		return;
	}
	let items = leader.intake.items.length;
	const fits = ({ intake }: Waiting) => (items += intake.items.length) <= maxItems;
	const end = waiting.findIndex((each) => !fits(each));
	leader.resolve(waiting.splice(0, end < 0 ? waiting.length : end));
};

/** Calls each of them, though one throws. Throws the first error in the end. */
const callEach = (calls: Array<() => void>): void => {
	const errors: unknown[] = [];
	for (const call of calls) {
		try {
			call();
		} catch (error) {
			errors.push(error);
		}
	}
	if (errors.length > 0) throw errors[0];
};

/**
 * Starts a run with the items of all. The next one starts once n8n has answered, or the caller has
 * hung up, or n8n takes too long. The others get n8n's answer; if it takes too long,
 * AT&T is to repeat their callbacks.
 */
const startGroup = (
	context: IWebhookFunctions,
	own: Intake,
	others: Waiting[],
): IWebhookResponseData => {
	const intakes = [own, ...others.map(({ intake }) => intake)];
	let isInFlight = true;
	const endRun = (): void => {
		if (!isInFlight) return;
		isInFlight = false;
		if (others.length === 0) inFlight.delete(run);
		startNext(triggerKey(context));
	};
	const settle = (isStored: boolean): void => {
		inFlight.delete(run);
		others.forEach(({ resolve }) => resolve(isStored));
		endRun();
	};
	const run: RunInFlight = { startedAt: monotonicNow(), giveUp: () => settle(false) };
	inFlight.add(run);
	void giveUpLateRuns();
	context.getResponseObject().once('close', endRun);
	return startRun(context, {
		items: intakes.flatMap(({ items }): INodeExecutionData[] => items),
		commit: () => callEach(intakes.map(({ commit }) => commit)),
		rollback: () => callEach(intakes.map(({ rollback }) => rollback)),
		answered: settle,
	});
};

/**
 * Waits for the end of the run in flight. If the caller hangs up meanwhile, its items
 * are left out: it was not answered, so AT&T repeats the callback.
 */
const waitForRun = async (
	context: IWebhookFunctions,
	intake: Intake,
	waiting: Waiting[],
): Promise<Waiting[] | boolean> =>
	await new Promise((resolve) => {
		const own: Waiting = { intake, resolve };
		waiting.push(own);
		context.getResponseObject().once('close', () => {
			const index = waiting.indexOf(own);
			if (index < 0) return;
			waiting.splice(index, 1);
			resolve(false);
			intake.rollback();
		});
	});

/**
 * Group commit: n8n stores one run at a time, and callbacks that arrive meanwhile go out together
 * as the next run. Nobody waits while no run is in flight. Each caller is answered 2xx only
 * after n8n has stored the run that holds its message.
 */
export const batchBurst = async (
	context: IWebhookFunctions,
	intake: Intake,
): Promise<IWebhookResponseData | Rejection> => {
	const key = triggerKey(context);
	const waiting = waitingFor.get(key);
	if (!waiting) {
		waitingFor.set(key, []);
		return startGroup(context, intake, []);
	}
	if ((heldOf.get(key) ?? 0) >= maxHeldOfTrigger || heldInAll() >= maxHeld) {
		intake.rollback();
		return tooMany;
	}
	countHeld(key, 1);
	const outcome = await waitForRun(context, intake, waiting);
	countHeld(key, -1);
	if (typeof outcome !== 'boolean') return startGroup(context, intake, outcome);
	return outcome ? acknowledge(context) : notAccepted;
};
