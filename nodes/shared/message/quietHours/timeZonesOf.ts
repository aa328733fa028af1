import { areaCodesByZones } from './areaCodesByZones';

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

const zonesByAreaCode = new Map(
	Object.entries(areaCodesByZones).flatMap(([zones, areaCodes]) => {
		const list = zones.split('&');
		return areaCodes.split(' ').map((areaCode): [string, string[]] => [areaCode, list]);
	}),
);

/**
 * The time zones that a US number (E.164) may be in, by its area code. More than one, if the area
 * crosses a border between zones. A mobile number may live elsewhere.
 */
export const timeZonesOf = (number: string): string[] =>
	zonesByAreaCode.get(number.slice(2, 5)) ?? anywhere;
