import { readSharedOptions } from '../../../../../nodes/shared/fields/options.ts';

describe('Options that nodes share', () => {
	const defaults = { maxRetryTimeMs: 60_000, timeoutMs: 60_000, simplify: true };

	test.each([
		['no values', {}, {}],
		['seconds as ms', { maxRetryTime: 5, timeout: 2.5 }, { maxRetryTimeMs: 5000, timeoutMs: 2500 }],
		['no further try', { maxRetryTime: 0 }, { maxRetryTimeMs: 0 }],
		['raw data', { simplify: false }, { simplify: false }],
		['a value that is not a number', { maxRetryTime: 'long', timeout: null }, {}],
		['NaN, as a wrong expression gives,', { maxRetryTime: NaN, timeout: Infinity }, {}],
		[
			'times over the longest',
			{ maxRetryTime: 3601, timeout: 2_147_484 },
			{ maxRetryTimeMs: 3_600_000, timeoutMs: 600_000 },
		],
		['a timeout of 0 as the longest', { timeout: 0 }, { timeoutMs: 600_000 }],
		['a timeout below a millisecond', { timeout: 1e-9 }, { timeoutMs: 1 }],
		['a negative time', { maxRetryTime: -1 }, {}],
	])('Options with %s are read', (_, options, expected) => {
		expect(readSharedOptions(options)).toEqual({ ...defaults, ...expected });
	});
});
