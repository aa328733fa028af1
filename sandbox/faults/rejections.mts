import * as z from 'zod/v4';

import { apiErrors, type ApiError } from '../protocol/apiErrors.mts';
import { bounded, printable } from '../settings/setting.mts';
import { defineFault } from './fault.mts';

/** A fault that answers with an error, and may be set to process the request first. */
const rejection = (title: string, description: string, error: () => ApiError) =>
	defineFault({
		title,
		description,
		processed: false,
		either: true,
		options: {
			retryAfter: z
				.union([bounded.count(1e9), printable.max(200)])
				.meta({ title: 'Retry-After', description: 'Seconds or a date. Default: no header.' }),
		},
		apply: ({ fault: { retryAfter }, reject }) =>
			reject(error(), retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
	});

const serverError = (http: number, title: string) =>
	rejection(`${http} ${title}`, 'The gateway is failing.', () =>
		apiErrors.serviceError(http, `SVC-${http}`),
	);

export const rejectionFaults = {
	unauthorized: rejection('401 Unauthorized', 'The token is rejected as wrong or expired.', () =>
		apiErrors.badToken(),
	),
	throttle: rejection('403 Throttled', 'POL0001: too many requests.', () =>
		apiErrors.tooManyRequests(),
	),
	scope: rejection('403 Scope', 'POL0001: the token lacks the scope.', () =>
		apiErrors.noScope('SMS'),
	),
	'429': rejection('429 Too Many Requests', 'How other gateways throttle.', () =>
		apiErrors.tooManyRequests(429),
	),
	'500': serverError(500, 'Internal Server Error'),
	'502': serverError(502, 'Bad Gateway'),
	'503': serverError(503, 'Service Unavailable'),
	'504': serverError(504, 'Gateway Timeout'),
};
