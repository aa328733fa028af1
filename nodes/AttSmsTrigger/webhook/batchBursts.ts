import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Intake } from '../receive';
import { triggerKey } from '../triggerState';
import { acknowledge, startRun } from './startRun';

/** Items that one run takes, unless a single callback brings more. */
const maxItems = 500;

/** Callers that wait. In its default engine n8n holds an isolate of 11 MB for each of them. */
const maxWaiting = 100;

/** A callback that waits for its turn. */
interface Waiting {
	intake: Intake;
	/** Called with the callbacks that it takes along, as the one whose call starts the next run. */
	lead(others: Waiting[]): void;
	/** Called once n8n has stored the run that holds its items, or could not. */
	settle(takenIn: boolean): void;
}

/** By trigger, in the order of arrival. Without an entry no run is being taken in. */
const waitingFor = new Map<string, Waiting[]>();

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
	leader.lead(waiting.splice(0, end < 0 ? waiting.length : end));
};

/** One intake for the run that holds the items of all. It settles the others, then starts the next. */
const groupOf = (key: string, own: Intake, others: Waiting[]): Intake => {
	const intakes = [own, ...others.map(({ intake }) => intake)];
	return {
		items: intakes.flatMap(({ items }): INodeExecutionData[] => items),
		commit: () => intakes.forEach(({ commit }) => commit()),
		rollback: () => intakes.forEach(({ rollback }) => rollback()),
		answered(takenIn) {
			others.forEach(({ settle }) => settle(takenIn));
			startNext(key);
		},
	};
};

/**
 * Group commit: n8n takes in one run at a time, and callbacks that arrive meanwhile go out together
 * as the next run. Nobody waits while no run is being taken in. Each caller is answered 2xx only
 * after n8n has stored the run that holds its message. Undefined if it could not, or if too many
 * callers wait: AT&T repeats the callback.
 */
export const batchBurst = async (
	context: IWebhookFunctions,
	intake: Intake,
): Promise<IWebhookResponseData | undefined> => {
	const key = triggerKey(context);
	const waiting = waitingFor.get(key);
	if (!waiting) {
		waitingFor.set(key, []);
		return startRun(context, groupOf(key, intake, []));
	}
	if (waiting.length >= maxWaiting) {
		intake.rollback();
		return undefined;
	}
	return await new Promise((resolve) => {
		waiting.push({
			intake,
			lead: (others) => resolve(startRun(context, groupOf(key, intake, others))),
			settle: (takenIn) => resolve(takenIn ? acknowledge(context) : undefined),
		});
	});
};
