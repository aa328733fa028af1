import * as z from 'zod/v4';

import { bounded, settingsOf } from './setting.mts';

const { setting } = settingsOf('Gateway');

export const operationSchema = z.enum(['token', 'send', 'status', 'inbox']);

export const gatewaySettings = {
	latencyMs: setting(
		bounded.ms(600_000),
		0,
		'Latency of answers, ms',
		'Requests are processed first.',
	),
	throttlePerSecond: setting(
		bounded.count(100_000, 1).nullable(),
		null,
		'Requests per second',
		'The rest get 403 POL0001. Empty: no limit.',
	),
	throttleOn: setting(
		z.array(operationSchema).max(4),
		['send', 'status', 'inbox'],
		'Operations that the rate limit counts',
	),
	wireLogSize: setting(
		bounded.count(100_000),
		1_000,
		'Exchanges in the wire log',
		'0 turns it off.',
	),
};
