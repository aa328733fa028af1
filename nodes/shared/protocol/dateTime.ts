/** A date and time as it was written. */
export interface DateTime {
	/** ISO 8601 without a zone, `YYYY-MM-DDThh:mm:ss` with any fraction. Empty if it can't be read. */
	local: string;
	/** The same moment in UTC, `YYYY-MM-DDThh:mm:ss.sssZ`. Empty if no zone is given. */
	utc: string;
}

interface Parts {
	year: string;
	month: string;
	day: string;
	/** `hh:mm` */
	time: string;
	second?: string;
	fraction?: string;
	zone?: string;
}

/** The zones that RFC 5322 names (section 4.3), in minutes east of UTC. */
const usZones: Record<string, number> = {
	EST: -300,
	EDT: -240,
	CST: -360,
	CDT: -300,
	MST: -420,
	MDT: -360,
	PST: -480,
	PDT: -420,
};

// In the recorded form, milliseconds follow a colon.
const time = String.raw`(?<time>\d{2}:\d{2})(?::(?<second>\d{2})(?:[.,:](?<fraction>\d{1,9}))?)?`;
const zoneName = `Z|UTC|GMT|UT|${Object.keys(usZones).join('|')}`;
const zone = String.raw`\s?(?<zone>${zoneName}|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?)?(?:\s?\([^()]{0,60}\))?`;

const forms = [
	// "DateTime" in AT&T's page: the month is first.
	String.raw`(?<month>\d{2})-(?<day>\d{2})-(?<year>\d{4})[T ]${time}${zone}`,
	// Recorded from AT&T's gateway: 26/Jul/2012:21:55:01:462 +0000.
	String.raw`(?<day>\d{1,2})/(?<month>[a-z]{3})/(?<year>\d{4})[: ]${time}${zone}`,
	// ISO 8601.
	String.raw`(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})[T ]${time}${zone}`,
	// JavaScript: Fri Nov 22 2013 12:12:13 GMT+0000 (UTC).
	String.raw`(?:[a-z]{3},? )?(?<month>[a-z]{3}) (?<day>\d{1,2}) (?<year>\d{4}) ${time}${zone}`,
	// RFC 5322: Fri, 22 Nov 2013 12:12:13 +0000.
	String.raw`(?:[a-z]{3},? )?(?<day>\d{1,2}) (?<month>[a-z]{3}) (?<year>\d{4}) ${time}${zone}`,
	// Unix's date, and C's and Java's own forms: Fri Nov 22 12:12:13 UTC 2013.
	String.raw`[a-z]{3} (?<month>[a-z]{3}) {1,2}(?<day>\d{1,2}) ${time}${zone} (?<year>\d{4})`,
].map((form) => new RegExp(`^${form}$`, 'i'));

/** No form is longer. What follows in a longer text isn't a date. */
const longest = 120;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const monthNumber = (month: string): number =>
	/^\d+$/.test(month) ? Number(month) : months.indexOf(month.toLowerCase()) + 1;

/** Minutes east of UTC. Undefined for an offset that no zone has. */
const offsetOf = (zoneText: string): number | undefined => {
	const [, sign, hours = '', minutes = '0'] = /([+-])(\d{2})(?::?(\d{2}))?$/.exec(zoneText) ?? [];
	if (sign === undefined) return usZones[zoneText.toUpperCase()] ?? 0;
	const offset = Number(hours) * 60 + Number(minutes);
	if (offset > 14 * 60 || Number(minutes) > 59) return undefined;
	return sign === '-' ? -offset : offset;
};

const twoDigits = (value: number | string): string => String(value).padStart(2, '0');

const none: DateTime = { local: '', utc: '' };

const toDateTime = ({
	year,
	month,
	day,
	time: minute,
	second = '00',
	fraction: digits,
	zone: zoneText,
}: Parts): DateTime => {
	const date = `${year}-${twoDigits(monthNumber(month))}-${twoDigits(day)}`;
	const clock = `${minute}:${second}`;
	const local = `${date}T${clock}${digits ? `.${digits}` : ''}`;
	const asUtc = new Date(`${date}T${clock}.${(digits ?? '').slice(0, 3).padEnd(3, '0')}Z`);
	// A date that doesn't exist, such as 30 February or month 15, is not turned into another one.
	if (Number.isNaN(asUtc.getTime()) || !asUtc.toISOString().startsWith(`${date}T${clock}`))
		return none;
	const offset = zoneText === undefined ? undefined : offsetOf(zoneText);
	if (offset === undefined) return { local, utc: '' };
	return { local, utc: new Date(asUtc.getTime() - offset * 60_000).toISOString() };
};

/**
 * Reads the `DateTime` of a message: `MM-DD-YYYYThh:mm:ss` in AT&T's page, which names no zone,
 * `DD/Mon/YYYY:hh:mm:ss:mmm +0000` as recorded from its gateway, ISO 8601, RFC 5322, JavaScript's own
 * form and that of Unix's date. Seconds may be missing, and a zone may be one of RFC 5322's words. Both fields are empty for anything else, and for a date that doesn't exist: day and
 * month are never swapped.
 */
export const readDateTime = (dateTime: string): DateTime => {
	const written = dateTime.length > longest ? '' : dateTime.trim();
	for (const form of forms) {
		const parts = form.exec(written)?.groups as Parts | undefined;
		if (parts) return toDateTime(parts);
	}
	return none;
};
