import * as z from 'zod/v4';

import { bounded, settingsOf } from './setting.mts';

const { setting } = settingsOf('Callbacks');
const minute = 60_000;

export const callbackSettings = {
	deliveryNotifications: setting(
		z.enum(['each', 'together']),
		'each',
		'Delivery notifications',
		'One for each recipient, or one for all that became final together.',
	),
	callbackRetryMs: setting(
		z
			.array(bounded.ms(24 * 60 * minute, 1))
			.min(1)
			.max(100),
		[1000, 5000, 15_000, minute, 5 * minute, 15 * minute],
		'Delays between attempts, ms',
		'The last one repeats.',
	),
	callbackRetryForMs: setting(
		bounded.ms(30 * 24 * 60 * minute),
		72 * 60 * minute,
		'Retry period, ms',
		'Then a callback is discarded. AT&T retries for 72 hours.',
	),
	callbackTimeoutMs: setting(bounded.ms(10 * minute, 1), 30_000, 'Listener timeout, ms'),
	offlineListener: setting(
		z.enum(['makeOnline', 'reject']),
		'makeOnline',
		'A listener for messages to an offline short code',
		'Makes the code online while it is set, or is rejected.',
	),
	requireHttpsListeners: setting(z.boolean(), false, 'Listeners must be HTTPS, as for AT&T'),
	callbackConnections: setting(bounded.count(1000, 1), 16, 'Concurrent callbacks'),
};
