import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { delay } from '../../shared/retry/delay';
import { triggerKey } from '../triggerState';

interface RunningPoll {
	stop: AbortController;
	ended: Promise<void>;
}

/** By trigger: n8n starts a poll by the schedule even if the one before it still runs. */
const runningPolls = new Map<string, RunningPoll>();

/** n8n itself stops within 30 s of a SIGTERM, a container within 10. */
const longestStopMs = 4000;

/**
 * Runs a poll unless one of the same trigger still runs. The signal is aborted when n8n closes the
 * trigger: then no more pages are read.
 */
export const runPoll = async (
	key: string,
	poll: (signal: AbortSignal) => Promise<void>,
): Promise<void> => {
	if (runningPolls.has(key)) return;
	const stop = new AbortController();
	const running = poll(stop.signal).finally(() => runningPolls.delete(key));
	runningPolls.set(key, { stop, ended: running.catch(() => {}) });
	await running;
};

/**
 * Has the poll that runs hand over the page in flight and read no more. AT&T has deleted that page:
 * n8n would end without it.
 */
const stopPoll = async (key: string): Promise<void> => {
	const running = runningPolls.get(key);
	running?.stop.abort();
	if (running) await Promise.race([running.ended, delay(longestStopMs)]);
};

/** n8n calls `closeFunction`, and waits for it, when it stops and when the workflow is unpublished. */
export const stopOnClose = (context: ITriggerFunctions): ITriggerResponse => ({
	closeFunction: async () => await stopPoll(triggerKey(context)),
});
