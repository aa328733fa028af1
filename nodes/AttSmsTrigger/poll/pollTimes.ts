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

/** Five or six fields (with seconds), of which the minute is "*", "*\/1" to "*\/4", or a list. */
const cronMoreOften = '^\\s*(\\S+\\s+)?(\\*|\\*/[1-4])(\\s+\\S+){4}\\s*$';

const notices = [
	tooOftenNotice('everyMinuteNotice', { mode: ['everyMinute'] }),
	tooOftenNotice('everyXNotice', {
		mode: ['everyX'],
		unit: ['minutes'],
		value: [{ _cnd: { lt: 5 } }],
	}),
	tooOftenNotice('cronNotice', {
		mode: ['custom'],
		cronExpression: [{ _cnd: { regex: cronMoreOften } }],
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
