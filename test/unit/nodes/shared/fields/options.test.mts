import { readSharedOptions } from '../../../../../nodes/shared/fields/options.ts';

describe('readSharedOptions', () => {
	const defaults = { keepTryingMs: 60_000, timeoutMs: 60_000, simplify: true };

	test.each([
		['nothing', {}, {}],
		['seconds as ms', { keepTrying: 5, timeout: 2.5 }, { keepTryingMs: 5000, timeoutMs: 2500 }],
		['no further try', { keepTrying: 0 }, { keepTryingMs: 0 }],
		['raw data', { simplify: false }, { simplify: false }],
		['what is no number', { keepTrying: 'long', timeout: null }, {}],
		['NaN, as a wrong expression gives', { keepTrying: NaN, timeout: Infinity }, {}],
		['a negative time', { keepTrying: -1 }, {}],
	])('reads %s', (_, options, expected) => {
		expect(readSharedOptions(options)).toEqual({ ...defaults, ...expected });
	});
});
