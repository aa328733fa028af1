import fc from 'fast-check';

import { isoLocalTime } from '../../../../../nodes/shared/protocol/dateTime.ts';

describe('isoLocalTime', () => {
	test.each([
		["AT&T's page", '04-15-2011T12:00:00', '2011-04-15T12:00:00'],
		['ISO 8601 already', '2011-04-15T12:00:00', '2011-04-15T12:00:00'],
		['ISO 8601 with a zone', '2011-04-15T12:00:00.000+0000', '2011-04-15T12:00:00.000+0000'],
		['nothing', '', ''],
		['words', 'yesterday', ''],
		['a date alone', '04-15-2011', ''],
	])('reads %s', (_, dateTime, expected) => {
		expect(isoLocalTime(dateTime)).toBe(expected);
	});

	test('names the same second, in no zone', () => {
		const year = { min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true };
		fc.assert(
			fc.property(fc.date(year), (date) => {
				const iso = date.toISOString().slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
				const [years, months, days] = iso.slice(0, 10).split('-');
				expect(isoLocalTime(`${months}-${days}-${years}${iso.slice(10)}`)).toBe(iso);
			}),
		);
	});
});
