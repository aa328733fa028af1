import { WAIT_INDEFINITELY } from 'n8n-workflow';
import { readWaitLimit } from '../../../../../../nodes/AttSms/operations/sendAndWait/waitLimit';

const now = Date.parse('2026-11-25T12:00:00Z');
const limited = (values: object) => readWaitLimit({ limitWaitTime: { values } } as never, now);

test.each([{}, { limitWaitTime: {} }, { limitWaitTime: { values: {} } }])(
	'A question waits indefinitely without Limit Wait Time, as in %j',
	(options) => {
		expect(readWaitLimit(options, now)).toBe(WAIT_INDEFINITELY);
	},
);

test.each([
	[45, 'minutes', '2026-11-25T12:45:00.000Z'],
	[0.5, 'hours', '2026-11-25T12:30:00.000Z'],
	[2, 'days', '2026-11-27T12:00:00.000Z'],
])('A limit of %d %s ends at the right time', (resumeAmount, resumeUnit, end) => {
	const limit = limited({ limitType: 'afterTimeInterval', resumeAmount, resumeUnit });
	expect(limit.toISOString()).toBe(end);
});

test('A limit at a specified time ends then', () => {
	const maxDateAndTime = '2026-11-26T08:00:00-05:00';
	expect(limited({ limitType: 'atSpecifiedTime', maxDateAndTime }).toISOString()).toBe(
		'2026-11-26T13:00:00.000Z',
	);
});

test.each([
	[{ limitType: 'atSpecifiedTime', maxDateAndTime: 'soon' }, /isn't a valid time/],
	[{ limitType: 'afterTimeInterval', resumeAmount: 'x', resumeUnit: 'days' }, /isn't a valid time/],
	[{ limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'years' }, /isn't a valid time/],
	[{ limitType: 'atSpecifiedTime', maxDateAndTime: '2020-01-01' }, /in the past/],
	[{ limitType: 'afterTimeInterval', resumeAmount: 0, resumeUnit: 'days' }, /in the past/],
	[{ limitType: 'afterTimeInterval', resumeAmount: -1, resumeUnit: 'days' }, /in the past/],
])('A limit of %j is an error, as it isn’t a future time', (values, message) => {
	expect(() => limited(values)).toThrow(message);
});

test('A limit later than n8n can store is no limit', () => {
	expect(limited({ resumeAmount: 1e7, resumeUnit: 'days' })).toBe(WAIT_INDEFINITELY);
});

test('A limit later than a date can hold is an error, not an endless wait', () => {
	expect(() => limited({ resumeAmount: 1e300, resumeUnit: 'days' })).toThrow(/isn't a valid time/);
});
