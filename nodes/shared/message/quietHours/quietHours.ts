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
 * When a number can be texted, in ISO 8601; undefined if now. Where an area code has several zones,
 * it is quiet while it is quiet in any of them.
 */
const notBefore = (quiet: QuietHours, number: string, now: number): string | undefined => {
	const zones = quiet.timeZone ? [quiet.timeZone] : timeZonesOf(number);
	let at = now;
	let zone: string | undefined;
	while (at - now < searchedMs) {
		const instant = at;
		const quietZone = zones.find((name) => isQuiet(quiet, minuteOfDay(instant, name)));
		if (quietZone === undefined) break;
		zone = quietZone;
		at = nextTimeOfDay(at, quiet.end, quietZone);
	}
	return zone === undefined ? undefined : isoWithOffset(at, zone);
};

/**
 * Parts recipients (E.164) into those who can be texted at `now` (ms since the epoch), and those whose
 * local time is quiet, by when they can be texted.
 */
export const deferQuiet = (
	recipients: readonly string[],
	quiet: QuietHours,
	now: number,
): { recipients: string[]; deferred: Deferred[] } => {
	const awake: string[] = [];
	const byTime = new Map<string, string[]>();
	for (const recipient of recipients) {
		const time = notBefore(quiet, recipient, now);
		if (time === undefined) awake.push(recipient);
		else byTime.set(time, [...(byTime.get(time) ?? []), recipient]);
	}
	const deferred = [...byTime].map(([time, quietOnes]) => ({
		recipients: quietOnes,
		notBefore: time,
	}));
	return { recipients: awake, deferred };
};
