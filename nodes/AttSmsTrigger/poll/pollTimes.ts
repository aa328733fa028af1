import { cronNodeOptions, type INodeProperties, type INodePropertyCollection } from 'n8n-workflow';

const tooOften =
	'AT&T asks apps to read an inbox no more than once in 5 minutes: it may throttle a schedule that reads more often';

/** A notice inside a poll time, shown where its values mean more than one read in 5 minutes. */
const tooOftenNotice = (
	name: string,
	show: NonNullable<INodeProperties['displayOptions']>['show'],
): INodeProperties => ({
	displayName: tooOften,
	name,
	type: 'notice',
	default: '',
	displayOptions: { show },
});

/**
 * The usual ways to write "more often" in five fields, or in six, which begin with seconds. Never by
 * `regex`: n8n tests that in a virtual machine with a time limit, once for each callback and run, and
 * on a busy machine fails them over it (seen in 2.41.1).
 */
const cronMoreOften = [
	...['*', '0-59', ...[1, 2, 3, 4].flatMap((step) => [`*/${step}`, `0/${step}`])].flatMap(
		(minute) => [
			{ _cnd: { startsWith: `${minute} ` } },
			{ _cnd: { includes: `${minute} * * * *` } },
		],
	),
	// A list, as in "0,1,2 * * * *".
	...[1, 2, 3, 4].flatMap((minute) => [
		{ _cnd: { startsWith: `0,${minute} ` } },
		{ _cnd: { startsWith: `0,${minute},` } },
	]),
];

const notices = [
	tooOftenNotice('everyMinuteNotice', { mode: ['everyMinute'] }),
	tooOftenNotice('everyXNotice', {
		mode: ['everyX'],
		unit: ['minutes'],
		value: [{ _cnd: { lt: 5 } }],
	}),
	tooOftenNotice('cronNotice', {
		mode: ['custom'],
		cronExpression: cronMoreOften,
	}),
];

/**
 * n8n's own fields for times, beginning with "every X minutes" rather than "every day". The editor
 * shows no hint of a collection, so the bounds are a hint of the first field inside it.
 */
const fields: INodePropertyCollection[] = (cronNodeOptions as INodePropertyCollection[]).map(
	(collection) => ({
		...collection,
		values: [
			...collection.values.map((value) =>
				value.name === 'mode'
					? {
							...value,
							default: 'everyX',
							hint: 'At least every 25 minutes, at most every 5 minutes',
						}
					: value,
			),
			...notices,
		],
	}),
);

/** When to read the inbox. n8n reads this parameter by its name, in either receive mode. */
export const pollTimes: INodeProperties = {
	displayName: 'Poll Times',
	name: 'pollTimes',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Poll Time' },
	default: { item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] },
	placeholder: 'Add Poll Time',
	description: 'When to read the inbox. AT&T deletes messages that are not read within 30 minutes.',
	options: fields,
};

/** No poll times, hidden: without it, n8n would schedule polls in webhook mode too. */
export const noPollTimes: INodeProperties = {
	displayName: 'Poll Times',
	name: 'pollTimes',
	type: 'hidden',
	default: { item: [] },
};
