import * as z from 'zod/v4';

import { latestTime } from '../../clock.mts';
import { faultSchema, type Fault } from '../../faults/index.mts';
import { settingsSchema, type Settings } from '../../settings/index.mts';
import { bounded } from '../../settings/setting.mts';
import { command, operation, type Controlled } from '../operation.mts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const stateOf = (sandbox: Controlled) => ({
	url: sandbox.url,
	now: sandbox.now(),
	// Secrets stay out: whoever starts the sandbox has them.
	apps: sandbox.publicApps(),
	listeners: sandbox.listeners().map(([shortCode, { message, deliveryStatus }]) => ({
		shortCode,
		message,
		deliveryStatus,
	})),
	settings: sandbox.settings,
	faults: sandbox.faults,
});

/** A part of a duration, up to ten years. */
const amount = (unitMs: number) => bounded.ms((10 * 366 * day) / unitMs).default(0);

const time = z
	.union([z.number().min(0).max(latestTime), z.iso.datetime({ offset: true })])
	.meta({ title: 'Time' });

export const sandboxOperations = [
	operation({
		method: 'GET',
		path: 'state',
		title: 'Apps, listeners, settings and faults in force',
		run: (sandbox) => ({ http: 200, value: stateOf(sandbox) }),
	}),
	operation({
		method: 'GET',
		path: 'history',
		title: 'What happened',
		run: (sandbox) => ({ http: 200, value: sandbox.history }),
	}),
	operation({
		method: 'POST',
		path: 'settings',
		title: 'Change settings, all or none',
		body: settingsSchema.partial(),
		// A checked body has every default in it.
		raw: true,
		run(sandbox, body) {
			sandbox.configure(body as Partial<Settings>);
			return { http: 200, value: sandbox.settings };
		},
	}),
	operation({
		method: 'POST',
		path: 'faults',
		title: 'Set a fault',
		body: faultSchema,
		run: (sandbox, body) => ({ http: 201, value: sandbox.fault(body as Fault) }),
	}),
	command({
		method: 'DELETE',
		path: 'faults',
		title: 'Clear all faults',
		run: (sandbox) => sandbox.clearFaults(),
	}),
	command({
		method: 'DELETE',
		path: 'faults/{id}',
		title: 'Clear a fault',
		run: (sandbox, _, id) => sandbox.disarm(Number(id)),
	}),
	command({
		method: 'POST',
		path: 'clock/advance',
		title: 'Move the clock forward',
		body: z.strictObject({
			days: amount(day),
			hours: amount(hour),
			minutes: amount(minute),
			ms: amount(1).meta({ title: 'Milliseconds' }),
		}),
		run: (sandbox, { days, hours, minutes, ms }) =>
			sandbox.advance(days * day + hours * hour + minutes * minute + ms),
	}),
	command({
		method: 'POST',
		path: 'clock',
		title: 'Set the clock, forward or back',
		body: z.strictObject({ time }),
		run: (sandbox, body) => sandbox.setClock(new Date(body.time).getTime()),
	}),
	command({
		method: 'POST',
		path: 'reset',
		title: 'Forget everything',
		confirm:
			'All messages, waiting texts, faults and the log of the wire go, for all who use this sandbox. The clock is put back; settings and tokens stay.',
		run: (sandbox) => sandbox.reset(),
	}),
];
