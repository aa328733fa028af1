import { InputError } from '../../../../../../nodes/shared/errors/inputError.ts';
import { readQuietHours } from '../../../../../../nodes/shared/fields/quietHoursOption.ts';
import { areaCodesByZones } from '../../../../../../nodes/shared/message/quietHours/areaCodesByZones.ts';
import {
	createDeferral,
	type QuietHours,
} from '../../../../../../nodes/shared/message/quietHours/quietHours.ts';
import { timeZonesOf } from '../../../../../../nodes/shared/message/quietHours/timeZonesOf.ts';
import { areaCodesByZones as generated } from '../../../../../../scripts/lib/timeZones.mts';
import { fasterThanLinear } from '../../../../../support/growth.mts';

const seattle = '+12065550100';
const newYork = '+12125550100';
const legal = { start: 21 * 60, end: 8 * 60 };
/** Parts recipients at a time, as a run of its own. */
const deferQuiet = (recipients: string[], quiet: QuietHours, now: number) =>
	createDeferral(now)(recipients, quiet);
const at = (iso: string) => Date.parse(iso);

test('The table of time zones is the one that libphonenumber’s data give', () => {
	expect(areaCodesByZones).toEqual(generated());
});

test.each([
	[seattle, ['America/Los_Angeles']],
	[newYork, ['America/New_York']],
	['+18085550100', ['Pacific/Honolulu']],
	['+12085550100', ['America/Boise', 'America/Denver', 'America/Los_Angeles']],
	['+19075550100', ['America/Adak', 'America/Anchorage', 'America/Juneau', 'Pacific/Honolulu']],
])('The number %s is in %j by its area code', (number, zones) => {
	expect(timeZonesOf(number)).toEqual(zones);
});

test('A number of an unknown area code may be in any zone of the states', () => {
	expect(timeZonesOf('+19995550100')).toContain('Pacific/Honolulu');
	expect(timeZonesOf('+19995550100')).toContain('America/New_York');
});

test.each([
	['in the evening', '2026-11-25T20:59:59-08:00', undefined],
	['at nine in the evening', '2026-11-25T21:00:00-08:00', '2026-11-26T08:00:00-08:00'],
	['at midnight', '2026-11-26T00:00:00-08:00', '2026-11-26T08:00:00-08:00'],
	['right before eight', '2026-11-26T07:59:59.999-08:00', '2026-11-26T08:00:00-08:00'],
	['at eight in the morning', '2026-11-26T08:00:00-08:00', undefined],
	[
		'in the night when the clocks are set forward',
		'2026-03-07T23:00:00-08:00',
		'2026-03-08T08:00:00-07:00',
	],
	[
		'in the night when the clocks are set back',
		'2026-10-31T23:00:00-07:00',
		'2026-11-01T08:00:00-08:00',
	],
])('A number in Seattle waits as the law asks %s', (_, now, notBefore) => {
	const { recipients, deferred } = deferQuiet([seattle], legal, at(now));
	expect(deferred).toEqual(notBefore ? [{ recipients: [seattle], notBefore }] : []);
	expect(recipients).toEqual(notBefore ? [] : [seattle]);
});

test('Recipients are separated by their own local time', () => {
	const { recipients, deferred } = deferQuiet(
		[newYork, seattle],
		legal,
		at('2026-11-25T21:30:00-05:00'),
	);
	expect(recipients).toEqual([seattle]);
	expect(deferred).toEqual([{ recipients: [newYork], notBefore: '2026-11-26T08:00:00-05:00' }]);
});

test('Recipients in several zones are deferred until each one’s morning', () => {
	const { recipients, deferred } = deferQuiet(
		[newYork, seattle],
		legal,
		at('2026-11-26T01:00:00-05:00'),
	);
	expect(recipients).toEqual([]);
	expect(deferred).toEqual([
		{ recipients: [newYork], notBefore: '2026-11-26T08:00:00-05:00' },
		{ recipients: [seattle], notBefore: '2026-11-26T08:00:00-08:00' },
	]);
});

test('In an area with two zones, it is quiet while it is quiet in either', () => {
	const border = '+12085550100';
	const morning = '2026-11-26T08:00:00-08:00';
	for (const time of ['2026-11-25T21:30:00-07:00', '2026-11-26T07:30:00-08:00']) {
		const { deferred } = deferQuiet([border], legal, at(time));
		expect(deferred).toEqual([{ recipients: [border], notBefore: morning }]);
	}
	expect(deferQuiet([border], legal, at(morning)).deferred).toEqual([]);
});

test('A fixed zone holds for all recipients', () => {
	const quiet = { ...legal, timeZone: 'America/New_York' };
	const { deferred } = deferQuiet([seattle], quiet, at('2026-11-25T21:30:00-05:00'));
	expect(deferred).toEqual([{ recipients: [seattle], notBefore: '2026-11-26T08:00:00-05:00' }]);
});

test('Quiet hours may lie within a day', () => {
	const quiet = { start: 12 * 60, end: 13 * 60 };
	const { deferred } = deferQuiet([seattle], quiet, at('2026-11-25T12:30:00-08:00'));
	expect(deferred).toEqual([{ recipients: [seattle], notBefore: '2026-11-25T13:00:00-08:00' }]);
});

test('Quiet hours that end in the hour which daylight saving time skips end with it', () => {
	const quiet = { start: 60, end: 150 };
	const { deferred } = deferQuiet([seattle], quiet, at('2026-03-08T01:30:00-08:00'));
	expect(deferred).toEqual([{ recipients: [seattle], notBefore: '2026-03-08T03:00:00-07:00' }]);
});

test.each([
	[{}, undefined],
	[{ quietHours: {} }, undefined],
	[{ quietHours: { hours: {} } }, legal],
	[{ quietHours: { hours: { start: '21:00', end: '08:00', timeZone: '' } } }, legal],
	[{ quietHours: { hours: { start: '9:00 PM', end: '8 am' } } }, legal],
	[
		{ quietHours: { hours: { start: '22', end: 7, timeZone: 'America/Chicago' } } },
		{ start: 22 * 60, end: 7 * 60, timeZone: 'America/Chicago' },
	],
])('The option is read from %j', (options, expected) => {
	expect(readQuietHours(options)).toEqual(expected);
});

test.each([
	[{ start: '25:00' }, '"25:00" is not a time of day'],
	[{ start: 'evening' }, '"evening" is not a time of day'],
	[{ end: '13:00 pm' }, '"13:00 pm" is not a time of day'],
	[{ start: '8:00', end: '08:00' }, 'start and end are the same time'],
	[{ timeZone: 'Seattle' }, '"Seattle" is not a time zone'],
	[{ start: { hour: 1 } }, 'the expression gave an object'],
])('The option %j is an error', (hours, reason) => {
	expect(() => readQuietHours({ quietHours: { hours } })).toThrow(InputError);
	expect(() => readQuietHours({ quietHours: { hours } })).toThrow(reason);
});

test('The time that readQuietHours takes is linear in its input', () => {
	const read = (start: string) => readQuietHours({ quietHours: { hours: { start } } });
	expect(fasterThanLinear(read)).toEqual([]);
	const readZone = (timeZone: string) => readQuietHours({ quietHours: { hours: { timeZone } } });
	expect(fasterThanLinear(readZone)).toEqual([]);
});
