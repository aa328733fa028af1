import * as z from 'zod/v4';

import { latestTime } from '../../clock.mts';
import { faultKinds, faultSchema, faultTypes, targetsOf, type Fault } from '../../faults/index.mts';
import { settingsSchema, type Settings } from '../../settings/index.mts';
import { bounded } from '../../settings/setting.mts';
import { command, operation, type Controlled } from '../operation.mts';

const stateOf = (sandbox: Controlled) => ({
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
	faultKinds: faultKinds.map((kind) => {
		const type = faultTypes[kind];
		const { processed, either = false } = type;
		return { kind, on: targetsOf(type), processed, either };
	}),
});

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
		body: z.strictObject({ ms: bounded.ms(10 * 366 * 24 * 3_600_000) }),
		run: (sandbox, { ms }) => sandbox.advance(ms),
	}),
	command({
		method: 'POST',
		path: 'clock',
		title: 'Set the clock, forward or back, to a time in ms since 1970',
		body: z.strictObject({ time: z.number().min(0).max(latestTime) }),
		run: (sandbox, { time }) => sandbox.setClock(time),
	}),
	command({
		method: 'POST',
		path: 'reset',
		title: 'Forget messages, faults and history, and put the clock back',
		run: (sandbox) => sandbox.reset(),
	}),
];
