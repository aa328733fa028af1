const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws a RangeError for a time zone that isn't known. */
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
	const known = formats.get(timeZone);
	if (known) return known;
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	formats.set(timeZone, format);
	return format;
};

/** Whether a name such as `America/New_York` is a time zone. */
export const isTimeZone = (name: string): boolean => {
	try {
		formatOf(name);
		return true;
	} catch {
		return false;
	}
};

/** What the clocks of a zone show at an instant, as ms since the epoch if that zone were UTC. */
const wallClock = (instant: number, timeZone: string): number => {
	const part = Object.fromEntries(
		formatOf(timeZone)
			.formatToParts(instant)
			.map(({ type, value }) => [type, Number(value)]),
	) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
	return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
};

/** A zone's distance from UTC at an instant, in ms. */
const offsetOf = (instant: number, timeZone: string): number =>
	wallClock(instant, timeZone) - Math.floor(instant / 1000) * 1000;

/** The minutes since midnight that the clocks of a zone show at an instant. */
export const minuteOfDay = (instant: number, timeZone: string): number =>
	Math.floor((wallClock(instant, timeZone) % dayMs) / minuteMs);

/**
 * When the clocks of a zone next show a minute of the day, after an instant (ms since the epoch). If
 * daylight saving time skips that minute, the instant of the change.
 */
export const nextTimeOfDay = (instant: number, minute: number, timeZone: string): number => {
	const wall = wallClock(instant, timeZone);
	const today = Math.floor(wall / dayMs) * dayMs + minute * minuteMs;
	const target = today > wall ? today : today + dayMs;
	// By the offset before and after a change in between, the earlier of those at which it holds.
	const candidates = [instant, instant + dayMs].map((at) => target - offsetOf(at, timeZone));
	const [before = 0, after = 0] = [Math.min(...candidates), Math.max(...candidates)];
	if (wallClock(before, timeZone) === target && before > instant) return before;
	if (wallClock(after, timeZone) === target) return after;
	// Skipped: find the change, which is on a full minute.
	let skipped = before;
	while (wallClock(skipped, timeZone) < target) skipped += minuteMs;
	return skipped;
};

/** An instant as ISO 8601 with the offset of a zone: `2026-11-26T08:00:00-05:00`. */
export const isoWithOffset = (instant: number, timeZone: string): string => {
	const offset = offsetOf(instant, timeZone) / minuteMs;
	const two = (value: number) => String(value).padStart(2, '0');
	const size = Math.abs(offset);
	const local = new Date(wallClock(instant, timeZone)).toISOString().slice(0, 19);
	return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};
