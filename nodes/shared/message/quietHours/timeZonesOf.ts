import { prefixesByZones } from './prefixesByZones';

/** Where a number of an area code that isn't in the table may be: the zones of 49 CFR 71, in the states. */
const anywhere = [
	'America/New_York',
	'America/Chicago',
	'America/Denver',
	'America/Phoenix',
	'America/Los_Angeles',
	'America/Anchorage',
	'Pacific/Honolulu',
];

const zonesByPrefix = new Map(
	Object.entries(prefixesByZones).flatMap(([zones, prefixes]) =>
		prefixes.split(' ').map((prefix): [string, string[]] => [prefix, zones.split('&')]),
	),
);

const longestPrefix = Math.max(...[...zonesByPrefix.keys()].map(({ length }) => length));

/**
 * The time zones that a US number (E.164) may be in, by its area code. More than one, if the area
 * crosses a border between zones. A mobile number may live elsewhere.
 */
export const timeZonesOf = (number: string): string[] => {
	const digits = number.replace(/^\+1/, '');
	for (let length = longestPrefix; length > 0; length--) {
		const zones = zonesByPrefix.get(digits.slice(0, length));
		if (zones) return zones;
	}
	return anywhere;
};
