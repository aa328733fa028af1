import {
	checkSchedule,
	cronExpressions,
	longestGap,
} from '../../../../../nodes/AttSmsTrigger/poll/schedule.ts';
import { InputError } from '../../../../../nodes/shared/errors/inputError.ts';

const every = (value: number, unit: 'minutes' | 'hours') => ({ mode: 'everyX', value, unit });
const cron = (cronExpression: string) => ({ mode: 'custom', cronExpression });

describe('The check of the poll times', () => {
	test.each<[string, object[]]>([
		['every 5 minutes', [every(5, 'minutes')]],
		['every 25 minutes', [every(25, 'minutes')]],
		['every 7 minutes, which doesn’t divide the hour,', [every(7, 'minutes')]],
		['every minute', [{ mode: 'everyMinute' }]],
		['a cron of five fields', [cron('*/10 * * * *')]],
		['a cron of six fields', [cron('0 */10 * * * *')]],
		['a cron with names', [cron('*/15 * * JAN-DEC SUN-SAT')]],
		['two that together cover the hour', [cron('0,25 * * * *'), cron('40 * * * *')]],
		['two that together cover the day', [cron('*/20 0-11 * * *'), cron('*/20 12-23 * * *')]],
		['one on weekdays, one on weekends', [cron('*/20 * * * 1-5'), cron('*/20 * * * 0,6')]],
		[
			'one on weekdays, one on weekends, Sunday as 7',
			[cron('*/20 * * * 1-5'), cron('*/20 * * * 6,7')],
		],
		['one that wouldn’t do and one that does', [every(12, 'hours'), every(15, 'minutes')]],
	])('A schedule of %s is accepted', (_, item) => {
		expect(() => checkSchedule({ item })).not.toThrow();
	});

	test.each<[string, object[]]>([
		['every 45 minutes, which leaves them behind the hour,', [every(45, 'minutes')]],
		['every 26 minutes', [every(26, 'minutes')]],
		['every 30 minutes', [every(30, 'minutes')]],
		['every hour', [{ mode: 'everyHour', minute: 0 }]],
		['every hour, by a value', [every(1, 'hours')]],
		['every day', [{ mode: 'everyDay', hour: 8, minute: 0 }]],
		['every week', [{ mode: 'everyWeek', weekday: '1', hour: 8, minute: 0 }]],
		['every month', [{ mode: 'everyMonth', dayOfMonth: 1, hour: 8, minute: 0 }]],
		['minutes 0 and 20 of the hour', [cron('0,20 * * * *')]],
		['weekdays alone', [cron('*/5 * * * 1-5')]],
		['working hours alone', [cron('*/5 8-18 * * *')]],
		['some months alone', [cron('*/5 * * 1-11 *')]],
		['some days of the month alone', [cron('*/5 * 1-30 * *')]],
		['the last day of the month alone', [cron('*/5 * L * *')]],
		['the last Friday of the month alone', [cron('*/5 * * * 5L')]],
		['the first Monday of the month alone', [cron('*/5 * * * 1#1')]],
		['two that leave a gap together', [cron('0 * * * *'), cron('20 * * * *')]],
		['no time at all', []],
	])('A schedule of %s is an error', (_, item) => {
		expect(() => checkSchedule({ item })).toThrow(InputError);
		expect(() => checkSchedule({ item })).toThrow('more than 25 minutes');
	});

	test.each([
		['missing', undefined],
		['null', null],
		['empty', {}],
	])('Poll times that are %s are an error', (_, pollTimes) => {
		expect(() => checkSchedule(pollTimes)).toThrow(InputError);
	});

	test.each(['every minute', '', '   ', '61 * * * *', '*/5 * * * * * *', '* * * * FOO'])(
		'The error says that the cron expression “%s” can’t be read',
		(expression) => {
			expect(() => checkSchedule({ item: [cron(expression)] })).toThrow(InputError);
			expect(() => checkSchedule({ item: [cron(expression)] })).toThrow("can't be read");
		},
	);
});

describe('The longest gap between polls', () => {
	test.each([
		[['*/5 * * * *'], 5],
		[['*/7 * * * *'], 7],
		[['*/45 * * * *'], 45],
		[['0 * * * *', '20 * * * *'], 40],
		[['0 0 * * *'], 24 * 60],
		[['0 0 * * 1'], 7 * 24 * 60],
		[['0 23 * * 6', '0 1 * * 0'], 7 * 24 * 60 - 120],
		[[], Infinity],
	])('The longest gap of %j is %d minutes', (expressions, minutes) => {
		expect(longestGap(expressions)).toBe(minutes);
	});
});

test('The everyX of n8n is read as it fires, at a second of its own', () => {
	const [expression] = cronExpressions({ item: [every(5, 'minutes')] });
	expect(expression).toMatch(/^\d{1,2} \*\/5 \* \* \* \*$/);
});
