import { createClock } from './clock.mts';
import { createApps } from './gateway/apps.mts';
import { createEvents } from './history/events.mts';
import { createHistory } from './history/history.mts';
import { createWireLog } from './history/wireLog.mts';
import type { AppConfig } from './settings/apps.mts';
import type { Settings } from './settings/index.mts';

/** Makes what all parts of the sandbox share. */
export const createContext = (
	settings: Settings,
	configs: AppConfig[],
	now: (() => number) | undefined,
	/** `http://127.0.0.1:8420`, once the sandbox listens. */
	rootUrl: () => string,
) => {
	const clock = createClock(now);
	const events = createEvents();
	const wireLog = createWireLog(settings, events);
	return {
		settings,
		clock,
		events,
		wireLog,
		recorder: createHistory(settings, wireLog, events),
		apps: createApps(configs),
		rootUrl,
		/** What the URLs of resources start with. */
		resourceRoot: () => settings.resourceUrlBase?.replace(/\/$/, '') ?? rootUrl(),
	};
};

export type Context = ReturnType<typeof createContext>;
