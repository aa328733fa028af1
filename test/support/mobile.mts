const areas = [206, 212, 213, 303, 305, 312, 404, 415, 512, 617];

/**
 * One of 1,000 mobile numbers that are assigned to no one, in E.164: 555-0100 to 555-0199 of ten area
 * codes. The first hundred are Seattle’s, +12065550100 to +12065550199.
 */
export const mobile = (index: number): string =>
	`+1${areas[Math.floor(index / 100) % areas.length]}55501${String(index % 100).padStart(2, '0')}`;

/** The first `count` of these numbers. */
export const mobiles = (count: number): string[] =>
	Array.from({ length: count }, (_, index) => mobile(index));
