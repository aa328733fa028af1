import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { triggerKey } from '../triggerState';

/** What a poll gave to n8n, until n8n starts a run with it. */
interface Batch {
	items: INodeExecutionData[];
	givenAt: number;
}

/** After this long without a run, n8n has thrown the poll's result away. */
const claimWithinMs = 10_000;

const undelivered = new Map<string, Batch[]>();
const watched = new WeakSet<IPollFunctions>();

/** n8n starts a run by `__emit`, with the very list that the poll returned. */
const watchForRuns = (context: IPollFunctions): void => {
	if (watched.has(context)) return;
	watched.add(context);
	const key = triggerKey(context);
	const emit = context.__emit;
	context.__emit = (data, ...others) => {
		undelivered.set(
			key,
			(undelivered.get(key) ?? []).filter(({ items }) => items !== data[0]),
		);
		return emit.call(context, data, ...others);
	};
};

/**
 * Where a workflow is saved and published anew while a poll is under way, n8n throws that poll's
 * result away, and AT&T no longer has the messages. So each poll hands out, before its own, what
 * n8n did not start a run with: as long as this process lives, for longer there is nowhere to keep it.
 */
export const withUndelivered = (
	context: IPollFunctions,
	items: INodeExecutionData[],
): INodeExecutionData[] => {
	const key = triggerKey(context);
	const now = Date.now();
	watchForRuns(context);
	const batches = undelivered.get(key) ?? [];
	const isLost = ({ givenAt }: Batch): boolean => now - givenAt > claimWithinMs;
	const all = [...batches.filter(isLost).flatMap((batch) => batch.items), ...items];
	const waiting = batches.filter((batch) => !isLost(batch));
	undelivered.set(key, all.length > 0 ? [...waiting, { items: all, givenAt: now }] : waiting);
	return all;
};
