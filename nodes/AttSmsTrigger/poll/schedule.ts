import { CronExpressionParser } from 'cron-parser';
import { toCronExpression, type TriggerTime } from 'n8n-workflow';
import { InputError } from '../../shared/errors/inputError';

/**
 * "This method must be requested at least once every thirty minutes. The SMS messages are
 * automatically removed from the server after every 30 minutes if this method is not run." Five
 * minutes are for a poll that is late, fails or takes long.
 */
const longestGapMinutes = 25;

const minutesOfDay = 24 * 60;
const minutesOfWeek = 7 * minutesOfDay;

const invalidExpression = (expression: string) =>
	new InputError(`The cron expression "${expression}" in Poll Times can't be read`);

const parse = (expression: string) => {
	// An empty one would count as "every second".
	if (expression.trim() === '') throw invalidExpression(expression);
	try {
		return CronExpressionParser.parse(expression);
	} catch {
		throw invalidExpression(expression);
	}
};

/**
 * The minutes of the week at which a cron expression fires. One that does not fire on each day of
 * the month, or in each month, can't be relied on in any week: it gives none.
 */
const firingMinutes = (expression: string): number[] => {
	const { month, dayOfMonth, dayOfWeek, hour, minute } = parse(expression).fields;
	const everyWeek =
		month.values.length === 12 &&
		dayOfMonth.values.length === 31 &&
		// "5L", the last Friday of a month, isn't a number.
		dayOfWeek.values.every((day) => typeof day === 'number');
	if (!everyWeek) return [];
	// Sunday is both 0 and 7.
	const days = [...new Set(dayOfWeek.values.map((day) => Number(day) % 7))];
	return days.flatMap((day) =>
		hour.values.flatMap((h) => minute.values.map((m) => day * minutesOfDay + h * 60 + m)),
	);
};

/** The longest time, in minutes, that a schedule leaves between two reads in a week. */
export const longestGap = (expressions: string[]): number => {
	const fires = [...new Set(expressions.flatMap(firingMinutes))].sort((a, b) => a - b);
	const [first] = fires;
	if (first === undefined) return Infinity;
	const gaps = fires.map((minute, index) => (fires[index + 1] ?? first + minutesOfWeek) - minute);
	return gaps.reduce((longest, gap) => Math.max(longest, gap), 0);
};

/** `pollTimes` as n8n stores it: entries of cron times. */
export const cronExpressions = (pollTimes: unknown): string[] => {
	const { item = [] } = (pollTimes ?? {}) as { item?: TriggerTime[] };
	return item.map(toCronExpression);
};

/** Rejects, with an InputError, a schedule on which AT&T would delete messages before they are read. */
export const checkSchedule = (pollTimes: unknown): void => {
	const gap = longestGap(cronExpressions(pollTimes));
	if (gap > longestGapMinutes) {
		throw new InputError(
			`Poll Times leave more than ${longestGapMinutes} minutes between two reads: AT&T deletes messages that are not read within 30 minutes`,
		);
	}
};
