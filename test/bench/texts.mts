import type { Text } from './workflows.mts';

const areas = [206, 212, 213, 303, 305, 312, 404, 415, 512, 617];

/** One of 1,000 numbers that are given to no one: 555-0100 to 555-0199 of ten area codes. */
export const mobile = (index: number): string =>
	`+1${areas[Math.floor(index / 100) % areas.length]}55501${String(index % 100).padStart(2, '0')}`;

/** A text for each, no two alike. */
export const personal = (count: number): Text[] =>
	Array.from({ length: count }, (_, index) => ({
		to: mobile(index),
		message: `Hello, your order ${1000 + index} is ready.`,
	}));
