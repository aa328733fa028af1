import * as z from 'zod/v4';

import { errorNames } from '../protocol/apiErrors.mts';
import { bounded, printable, settingsOf } from './setting.mts';

const { setting } = settingsOf('Gateway');

export const operationSchema = z.enum(['token', 'send', 'status', 'inbox']);

const errorText = z
	.strictObject({
		http: bounded.count(599, 400),
		code: printable.max(40),
		text: z.string().max(2000),
		variables: z.array(z.string().max(2000)).max(9),
	})
	.partial();

export const gatewaySettings = {
	latencyMs: setting(
		bounded.ms(600_000),
		0,
		'Latency of responses, ms',
		'Requests are processed first.',
	),
	throttlePerSecond: setting(
		bounded.count(100_000, 1).nullable(),
		null,
		'Requests per second',
		'Of each app; the rest get 403 POL0001. Empty: no limit.',
	),
	dailyQuota: setting(
		bounded.count(1e9).nullable(),
		null,
		'Requests per day (UTC)',
		'Of each app; the rest get 403 POL0001. Empty: no limit.',
	),
	throttleOn: setting(
		z.array(operationSchema).max(4),
		['send', 'status', 'inbox'],
		'Operations that the rate limit and the quota count',
	),
	errorTexts: setting(
		z.partialRecord(z.enum(errorNames), errorText),
		{},
		'Error texts',
		'HTTP status, code, text and variables of any error, by its name.',
	),
	strictContentType: setting(
		z.boolean(),
		false,
		'Requests need the right Content-Type',
		'By default a body is read as what it looks like.',
	),
	historySize: setting(
		bounded.count(1_000_000, 1),
		50_000,
		'Records of each sort in the history',
		'The oldest messages are forgotten with theirs.',
	),
	wireLogSize: setting(
		bounded.count(100_000),
		1000,
		'Exchanges in the wire log',
		'0 turns it off.',
	),
};
