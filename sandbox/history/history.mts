import type { Settings } from '../settings/index.mts';
import type { History } from '../types.mts';
import type { WireLog } from './wireLog.mts';

type Records = Omit<History, 'wire'>;

/** What happened, kept up to `historySize` records of each sort. */
export const createHistory = (settings: Settings, wireLog: WireLog) => {
	const records: Records = {
		tokenRequests: [],
		accepted: [],
		rejected: [],
		mo: [],
		inboxReads: [],
		statusReads: [],
		callbacks: [],
		redirected: [],
	};
	const history: History = {
		...records,
		get wire() {
			return wireLog.read();
		},
	};

	return {
		history,
		/** Adds a record. The oldest ones go, some at a time, once there are too many. */
		add<Name extends keyof Records>(
			name: Name,
			record: Records[Name][number],
			forget?: (old: Records[Name][number]) => void,
		) {
			const list = records[name] as Array<Records[Name][number]>;
			list.push(record);
			const { historySize } = settings;
			if (list.length <= historySize * 1.1) return;
			for (const old of list.splice(0, list.length - historySize)) forget?.(old);
		},
		/** Empties the lists in place: whoever holds one still holds the right one. */
		clear() {
			for (const list of Object.values(records)) list.length = 0;
			wireLog.clear();
		},
	};
};

export type Recorder = ReturnType<typeof createHistory>;
