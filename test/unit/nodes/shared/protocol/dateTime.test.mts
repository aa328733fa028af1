import fc from 'fast-check';

import { readDateTime } from '../../../../../nodes/shared/protocol/dateTime.ts';

describe('Dates and times', () => {
	test.each([
		['AT&T’s page', '04-15-2011T12:00:00', '2011-04-15T12:00:00', ''],
		[
			'AT&T’s page with a zone',
			'08-03-2014T12:00:00-05:00',
			'2014-08-03T12:00:00',
			'2014-08-03T17:00:00.000Z',
		],
		[
			'AT&T’s page in UTC',
			'08-03-2014T12:00:00Z',
			'2014-08-03T12:00:00',
			'2014-08-03T12:00:00.000Z',
		],
		['AT&T’s page with milliseconds', '08-03-2014T12:00:00.5', '2014-08-03T12:00:00.5', ''],
		[
			'AT&T’s live callback',
			'26/Jul/2012:21:55:01:462 +0000',
			'2012-07-26T21:55:01.462',
			'2012-07-26T21:55:01.462Z',
		],
		[
			'AT&T’s live callback in another zone, over midnight',
			'31/Dec/2012:21:55:01:462 -0800',
			'2012-12-31T21:55:01.462',
			'2013-01-01T05:55:01.462Z',
		],
		[
			'AT&T’s live callback without milliseconds or zone',
			'6/Jul/2012:21:55:01',
			'2012-07-06T21:55:01',
			'',
		],
		['ISO 8601 without a zone', '2011-04-15T12:00:00', '2011-04-15T12:00:00', ''],
		[
			'ISO 8601 with a zone',
			'2011-04-15T12:00:00.000+0000',
			'2011-04-15T12:00:00.000',
			'2011-04-15T12:00:00.000Z',
		],
		[
			'ISO 8601 with half an hour',
			'2011-04-15T12:00:00+05:30',
			'2011-04-15T12:00:00',
			'2011-04-15T06:30:00.000Z',
		],
		[
			'JavaScript',
			'Fri Nov 22 2013 12:12:13 GMT+0000 (UTC)',
			'2013-11-22T12:12:13',
			'2013-11-22T12:12:13.000Z',
		],
		[
			'JavaScript with a long zone name',
			'Fri Nov 22 2013 12:12:13 GMT-0800 (Pacific Standard Time)',
			'2013-11-22T12:12:13',
			'2013-11-22T20:12:13.000Z',
		],
		[
			'RFC 5322',
			'Fri, 22 Nov 2013 12:12:13 +0100',
			'2013-11-22T12:12:13',
			'2013-11-22T11:12:13.000Z',
		],
		['HTTP', 'Fri, 22 Nov 2013 12:12:13 GMT', '2013-11-22T12:12:13', '2013-11-22T12:12:13.000Z'],
		[
			'a zone of hours alone',
			'08-03-2014T12:00:00-05',
			'2014-08-03T12:00:00',
			'2014-08-03T17:00:00.000Z',
		],
		[
			'a zone of zero hours',
			'2014-08-03T12:00:00+00',
			'2014-08-03T12:00:00',
			'2014-08-03T12:00:00.000Z',
		],
		[
			'a time without seconds',
			'2013-11-22T12:12Z',
			'2013-11-22T12:12:00',
			'2013-11-22T12:12:00.000Z',
		],
		['a time without seconds and zone', '04-15-2011T12:00', '2011-04-15T12:00:00', ''],
		['a US zone', '04-15-2011T12:00:00 EST', '2011-04-15T12:00:00', '2011-04-15T17:00:00.000Z'],
		[
			'a US zone in summer',
			'Fri, 22 Nov 2013 12:12:13 PDT',
			'2013-11-22T12:12:13',
			'2013-11-22T19:12:13.000Z',
		],
		[
			'Unix’s date',
			'Fri Nov 22 12:12:13 UTC 2013',
			'2013-11-22T12:12:13',
			'2013-11-22T12:12:13.000Z',
		],
		[
			'Unix’s date in a US zone',
			'Sat Nov  2 12:12:13 EDT 2013',
			'2013-11-02T12:12:13',
			'2013-11-02T16:12:13.000Z',
		],
		['C’s asctime', 'Fri Nov 22 12:12:13 2013', '2013-11-22T12:12:13', ''],
		['29 February of a leap year', '02-29-2012T00:00:00', '2012-02-29T00:00:00', ''],
	])('A time in the form of %s is read', (_, dateTime, local, utc) => {
		expect(readDateTime(dateTime)).toEqual({ local, utc });
	});

	test.each([
		['an empty text', ''],
		['words', 'yesterday'],
		['a date alone', '04-15-2011'],
		['the day before the month', '15-04-2011T12:00:00'],
		['the day before the month in ISO 8601', '2011-15-04T12:00:00'],
		['slashes, which leave the order open', '04/05/2011 12:00:00'],
		['a day that doesn’t exist', '02-30-2011T12:00:00'],
		['29 February of another year', '02-29-2011T12:00:00'],
		['day zero', '04-00-2011T12:00:00'],
		['hour 25', '04-15-2011T25:00:00'],
		['minute 60', '04-15-2011T12:60:00'],
		['milliseconds without seconds', '04-15-2011T12:00.5'],
		['a fraction of too many digits', '2011-04-15T12:00:462'],
		['a month of another language', '26/Juli/2012:21:55:01'],
		['a month that doesn’t exist', '26/Abc/2012:21:55:01'],
		['something after the time', '04-15-2011T12:00:00 or so'],
	])('A time written as %s is read as nothing', (_, dateTime) => {
		expect(readDateTime(dateTime)).toEqual({ local: '', utc: '' });
	});

	test('No UTC is given for an offset that no zone has', () => {
		expect(readDateTime('04-15-2011T12:00:00+99:00')).toEqual({
			local: '2011-04-15T12:00:00',
			utc: '',
		});
	});

	const years = { min: new Date('1970-01-02'), max: new Date('2099-12-30'), noInvalidDate: true };

	test('The second that was written is read, whatever the form', () => {
		fc.assert(
			fc.property(fc.date(years), (date) => {
				const iso = date.toISOString().slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
				const [year, month, day] = iso.slice(0, 10).split('-');
				expect(readDateTime(`${month}-${day}-${year}${iso.slice(10)}`)).toEqual({
					local: iso,
					utc: '',
				});
				const second = `${iso}.000Z`;
				expect(readDateTime(`${month}-${day}-${year}${iso.slice(10)}Z`).utc).toBe(second);
				for (const written of [iso + 'Z', date.toUTCString(), date.toString()]) {
					expect(readDateTime(written).utc).toBe(second);
				}
			}),
		);
	});

	test('The moment is the same in any zone', () => {
		const offsets = fc.integer({ min: -12 * 4, max: 14 * 4 }).map((quarters) => quarters * 15);
		fc.assert(
			fc.property(fc.date(years), offsets, (date, offset) => {
				const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 23);
				const minutes = Math.abs(offset);
				const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
				expect(readDateTime(local + zone)).toEqual({ local, utc: date.toISOString() });
			}),
		);
	});
});
