import * as z from 'zod/v4';

import { readSender } from '../protocol/addresses.mts';

const minute = 60_000;

/** Bounds for the numbers that settings, faults and control operations take. */
export const bounded = {
	/** A count of things. */
	count: (max: number, min = 0) => z.number().int().min(min).max(max),
	/** A duration in ms: by default at most a day. */
	ms: (max = 24 * 60 * minute, min = 0) => z.number().min(min).max(max),
	/** At most ten years, in seconds. */
	seconds: () => z.number().min(0).max(315_576_000),
};

/** The longest wait that `setTimeout` takes, in ms. */
export const longestWait = 2 ** 31 - 1;

/** A mobile number as people write it, or a short code. */
export const phoneNumber = z
	.string()
	.max(40)
	.refine((text) => readSender(text) !== null, 'a US number or a short code');

/** An identifier or a word that goes into a header or a URL: printable ASCII. */
export const printable = z.string().regex(/^[\x20-\x7e]*$/, 'printable ASCII only');

/** What the control page shows of a setting. */
export interface SettingText {
	title: string;
	description?: string;
}

/** The settings of one group, each with its default and the text that the control page shows. */
export const settingsOf = (group: string) => ({
	setting: <T extends z.ZodType>(
		type: T,
		defaultValue: z.core.util.NoUndefined<z.output<T>>,
		title: string,
		description?: string,
	) => type.default(defaultValue).meta({ group, title, ...(description && { description }) }),
});
