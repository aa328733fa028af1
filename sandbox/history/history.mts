import type { Settings } from '../settings/index.mts';
import type { History, SandboxEvent } from '../types.mts';
import type { Events } from './events.mts';
import { truncate, type WireLog } from './wireLog.mts';

type Records = Omit<History, 'wire'>;

const eventTypes = {
	tokenRequests: 'token',
	accepted: 'accepted',
	rejected: 'rejected',
	mo: 'mo',
	inboxReads: 'inboxRead',
	statusReads: 'statusRead',
	callbacks: 'callback',
	redirected: 'redirected',
} as const satisfies Record<keyof Records, SandboxEvent['type']>;

/** As much of a text as a record keeps, in characters. Of a callback all: it is posted again. */
const limits = { message: 4096, callbackData: 4096, reason: 4096, body: 4096 };
const shortLimits = { path: 200, grantType: 200, clientId: 200, scope: 200 };
const fieldLimits = Object.entries({ ...limits, ...shortLimits });

/** What happened, kept up to `historySize` records of each sort. */
export const createHistory = (settings: Settings, wireLog: WireLog, events: Events) => {
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
		/** Adds a record, as an event too. The oldest ones go, some at a time, once there are too many. */
		add<Name extends keyof Records>(
			name: Name,
			record: Records[Name][number],
			forget?: (old: Records[Name][number]) => void,
		) {
			const list = records[name] as Array<Records[Name][number]>;
			const texts = record as object as Record<string, unknown>;
			for (const [field, limit] of name === 'callbacks' ? [] : fieldLimits) {
				if (typeof texts[field] === 'string') texts[field] = truncate(texts[field], limit);
			}
			list.push(record);
			events.emit({ type: eventTypes[name], data: record } as SandboxEvent);
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
