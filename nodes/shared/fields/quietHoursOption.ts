import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { InputError } from '../errors/inputError';
import { isTimeZone } from '../message/quietHours/localTime';
import type { QuietHours } from '../message/quietHours/quietHours';
import { readText } from './text';

const field = 'Quiet Hours';

/** As in the panel: no solicitation before 8 a.m. or after 9 p.m. (47 CFR 64.1200(c)(1)). */
const defaults = { start: '21:00', end: '08:00' };

/** The quiet hours in which Send defers messages. */
export const quietHoursOption: INodeProperties = {
	displayName: field,
	name: 'quietHours',
	type: 'fixedCollection',
	placeholder: 'Add Quiet Hours',
	default: {},
	description:
		"When not to send, in each recipient's local time; items that are due then are returned unsent, with the time to send them in notBefore",
	options: [
		{
			displayName: 'Hours',
			name: 'hours',
			values: [
				{
					displayName: 'Start',
					name: 'start',
					type: 'string',
					default: '21:00',
					placeholder: 'e.g. 21:00',
				},
				{
					displayName: 'End',
					name: 'end',
					type: 'string',
					default: '08:00',
					placeholder: 'e.g. 08:00',
				},
				{
					displayName: 'Time Zone',
					name: 'timeZone',
					type: 'string',
					default: '',
					placeholder: 'e.g. America/New_York',
					description:
						'The time zone of all recipients. Leave empty to use the one of each area code, which may not be where the recipient lives.',
				},
			],
		},
	],
};

/** Reads `21:00`, `9:00 PM` or `21` as minutes since midnight. Throws an InputError. */
const readTime = (value: unknown, fallback: string): number => {
	const entered = readText(value, field).trim() || fallback;
	const [, hours, minutes = '0', half] =
		/^(\d{1,2})(?::(\d{2}))?(?::00)?\s?([ap])?\.?m?\.?$/i.exec(entered) ?? [];
	const hour = Number(hours);
	const isHour = half ? hour >= 1 && hour <= 12 : hour <= 23;
	if (hours === undefined || !isHour || Number(minutes) > 59) {
		throw new InputError(`"${entered.slice(0, 60)}" is not a time of day, such as 21:00`, field);
	}
	const fullHour = half ? (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : hour;
	return fullHour * 60 + Number(minutes);
};

/** Reads the option; undefined if it isn't set. Throws an InputError. */
export const readQuietHours = ({ quietHours }: IDataObject): QuietHours | undefined => {
	const { hours } = (quietHours ?? {}) as { hours?: IDataObject };
	if (!hours) return undefined;
	const start = readTime(hours.start, defaults.start);
	const end = readTime(hours.end, defaults.end);
	if (start === end) throw new InputError('start and end are the same time', field);
	const timeZone = readText(hours.timeZone, field).trim();
	if (timeZone !== '' && !isTimeZone(timeZone)) {
		throw new InputError(
			`"${timeZone.slice(0, 60)}" is not a time zone, such as America/New_York`,
			field,
		);
	}
	return { start, end, ...(timeZone && { timeZone }) };
};
