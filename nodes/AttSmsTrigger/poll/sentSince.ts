import type { IPollFunctions } from 'n8n-workflow';
import { triggerState, type StatePart } from '../triggerState';

/** AT&T deletes messages that are older. */
const longestWaitMs = 30 * 60_000;

/** When the inbox was last read to its end, in ms since the epoch. */
const drained: StatePart<{ at: number }> = {
	name: 'drainedAt',
	create: () => ({ at: 0 }),
	load(value, saved) {
		const at = Number(saved);
		if (at > value.at) value.at = at;
	},
	save: ({ at }) => String(at),
};

/** Since when messages that are read now can have been sent. */
export const sentSince = (context: IPollFunctions): number =>
	Math.max(triggerState(context, drained).value.at, Date.now() - longestWaitMs);

/** Notes that a poll which began at this time has read the inbox to its end. */
export const noteDrained = (context: IPollFunctions, at: number): void => {
	const { value, changed } = triggerState(context, drained);
	value.at = at;
	changed();
};
