import { isoWithOffset, minuteOfDay, nextTimeOfDay } from './localTime';
import { timeZonesOf } from './timeZonesOf';

/** Hours in which nothing is sent, by the recipient's clock. */
export interface QuietHours {
	/** Minutes since midnight, from which on it is quiet. */
	start: number;
	/** Minutes since midnight, from which on it is no longer quiet. Before `start`: on the next day. */
	end: number;
	/** One zone for all recipients, in place of those of their area codes. */
	timeZone?: string;
}

/** Recipients for whom it is quiet, and when it no longer is. */
export interface Deferred {
	/** E.164. */
	recipients: string[];
	/** ISO 8601 with an offset. */
	notBefore: string;
}

/** No two zones are further apart. If all time is quiet in one or another, there is no better time. */
const searchedMs = 48 * 3600 * 1000;

const isQuiet = ({ start, end }: QuietHours, minute: number): boolean =>
	start < end ? minute >= start && minute < end : minute >= start || minute < end;

/**
 * When it is no longer quiet in any of the zones, and the zone in which it was quiet last: none if it
 * isn't quiet in any of them at `now`. `never` if it always is quiet in one or another.
 */
const nextAwake = (quiet: QuietHours, zones: readonly string[], now: number) => {
	let at = now;
	let zone: string | undefined;
	while (at - now < searchedMs) {
		const instant = at;
		const quietZone = zones.find((name) => isQuiet(quiet, minuteOfDay(instant, name)));
		if (quietZone === undefined) return { at, zone, never: false };
		zone = quietZone;
		at = nextTimeOfDay(at, quiet.end, quietZone);
	}
	return { at, zone, never: true };
};

/** In ISO 8601; undefined if it isn't quiet at `now`. */
const notBefore = (
	quiet: QuietHours,
	zones: readonly string[],
	now: number,
): string | undefined => {
	const { at, zone } = nextAwake(quiet, zones, now);
	return zone === undefined ? undefined : isoWithOffset(at, zone);
};

/**
 * Finds the first recipient (E.164) who could never be texted, since their number may be in several
 * time zones and it always is quiet in one of them. Kept for a whole run, as `createDeferral`.
 */
export const createNeverAwake = (now: number) => {
	const known = new Map<string, boolean>();
	return (recipients: readonly string[], quiet: QuietHours): string | undefined =>
		recipients.find((number) => {
			const zones = quiet.timeZone ? [] : timeZonesOf(number);
			if (zones.length < 2) return false;
			const key = [quiet.start, quiet.end, ...zones].join();
			const never = known.get(key) ?? nextAwake(quiet, zones, now).never;
			known.set(key, never);
			return never;
		});
};

/**
 * Parts recipients (E.164) into those who can be texted at `now` (ms since the epoch), and those whose
 * local time is quiet, by when they can be texted. Kept for a whole run, so that a time zone isn't
 * looked up again for each of thousands of items.
 */
export const createDeferral = (now: number) => {
	const known = new Map<string, string | undefined>();
	const whenToText = (quiet: QuietHours, number: string): string | undefined => {
		const zones = quiet.timeZone ? [quiet.timeZone] : timeZonesOf(number);
		const key = [quiet.start, quiet.end, ...zones].join();
		if (!known.has(key)) known.set(key, notBefore(quiet, zones, now));
		return known.get(key);
	};

	return (
		recipients: readonly string[],
		quiet: QuietHours,
	): { recipients: string[]; deferred: Deferred[] } => {
		const awake: string[] = [];
		const byTime = new Map<string, string[]>();
		for (const recipient of recipients) {
			const time = whenToText(quiet, recipient);
			if (time === undefined) {
				awake.push(recipient);
				continue;
			}
			const quietOnes = byTime.get(time) ?? [];
			quietOnes.push(recipient);
			byTime.set(time, quietOnes);
		}
		const deferred = [...byTime].map(([time, quietOnes]) => ({
			recipients: quietOnes,
			notBefore: time,
		}));
		return { recipients: awake, deferred };
	};
};
