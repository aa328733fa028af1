import type { History } from '../types.mts';
import type { WireLog } from './wireLog.mts';

export const createHistory = (wireLog: WireLog): History => ({
	tokenRequests: [],
	accepted: [],
	rejected: [],
	mo: [],
	inboxReads: [],
	statusReads: [],
	callbacks: [],
	redirected: [],
	get wire() {
		return wireLog.read();
	},
});

/** Empties the history in place, so that who holds one of the arrays still holds the right one. */
export const clearHistory = (history: History, wireLog: WireLog) => {
	const { wire: _, ...arrays } = history;
	for (const array of Object.values(arrays)) array.length = 0;
	wireLog.clear();
};
