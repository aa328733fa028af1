import { apiErrors, type ApiError } from '../protocol/apiErrors.mts';
import type { Operation } from '../types.mts';
import type { Context } from '../context.mts';

const day = 24 * 3_600_000;

/**
 * The rate limit: a request is let through if the one that is `perSecond` places before it is at
 * least a second old. Rejected requests don't count.
 */
const createWindow = () => {
	let times: number[] = [];
	let next = 0;
	let size = 0;
	return (now: number, perSecond: number): boolean => {
		if (perSecond !== size) {
			size = perSecond;
			times = [];
			next = 0;
		}
		const oldest = times[next];
		if (oldest !== undefined && now >= oldest && now - oldest < 1000) return false;
		times[next] = now;
		next = (next + 1) % size;
		return true;
	};
};

/** The rate limit and the daily quota (by the UTC day) of each app. */
export const createLimits = ({ settings, clock }: Context) => {
	const byApp = new Map<
		string,
		{ take: ReturnType<typeof createWindow>; day: number; used: number }
	>();

	return {
		/** Counts a request whose app is known. The error if it is one too many. */
		take(appKey: string, operation: Operation): ApiError | null {
			const { throttlePerSecond, dailyQuota } = settings;
			if (!settings.throttleOn.includes(operation)) return null;
			if (throttlePerSecond === null && dailyQuota === null) return null;
			const app = byApp.get(appKey) ?? { take: createWindow(), day: 0, used: 0 };
			byApp.set(appKey, app);
			const today = Math.floor(clock.now() / day);
			if (app.day !== today) Object.assign(app, { day: today, used: 0 });
			if (dailyQuota !== null && app.used >= dailyQuota) return apiErrors.quotaExceeded();
			if (throttlePerSecond !== null && !app.take(clock.now(), throttlePerSecond)) {
				return apiErrors.tooManyRequests();
			}
			app.used++;
			return null;
		},
		reset: () => byApp.clear(),
	};
};

export type Limits = ReturnType<typeof createLimits>;
