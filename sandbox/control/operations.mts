import * as z from 'zod/v4';

import { faultKinds, faultSchema, faultTypes, targetsOf, type Fault } from '../faults/index.mts';
import { measureText } from '../protocol/encoding.mts';
import { check, settingsSchema, type Settings } from '../settings/index.mts';
import { bounded, phoneNumber, printable } from '../settings/setting.mts';
import { deliveryStatuses, type Listeners, type Sandbox } from '../types.mts';
import { listing } from './listing.mts';
import { historyWithSizes } from './messageSize.mts';

/** What the control API does beyond what `Sandbox` offers. */
export interface Controlled extends Sandbox {
	listeners(): Array<[string, Listeners]>;
	disarm(id: number): void;
}

interface Reply {
	http: number;
	value?: unknown;
}

/** An operation of the control API: `GET /sandbox/` lists it from here. */
export interface ControlOperation<Body = unknown> {
	method: 'GET' | 'POST' | 'DELETE';
	/** Below `/sandbox/`. `{id}` stands for one segment. */
	path: string;
	title: string;
	body?: z.ZodType<Body>;
	run(sandbox: Controlled, body: Body, id: string): Reply | Promise<Reply>;
}

const operation = <Schema extends z.ZodType>(
	each: Omit<ControlOperation<z.output<Schema>>, 'body'> & { body?: Schema },
) => each as unknown as ControlOperation;

const done: Reply = { http: 204 };
const shortCode = z.string().regex(/^\d{3,8}$/, 'three to eight digits');
const message = z.string().max(4_096);
const text = z.strictObject({ from: phoneNumber, to: shortCode, message });
const url = z.string().max(2_000);

const stateOf = (sandbox: Controlled) => ({
	url: sandbox.url,
	// Secrets stay out: whoever starts the sandbox has them.
	apps: sandbox.apps.map(({ appKey, scopes, shortCodes }) => ({
		appKey,
		scopes,
		shortCodes: shortCodes?.map(({ shortCode, mode }) => ({ shortCode, mode })),
	})),
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

/** Everything that `/sandbox/…` does. */
export const operations: ControlOperation[] = [
	operation({
		method: 'GET',
		path: '',
		title: 'Settings, faults and operations, with JSON Schemas',
		run: () => ({ http: 200, value: listing(operations) }),
	}),
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
		run: (sandbox) => ({ http: 200, value: historyWithSizes(sandbox.history) }),
	}),
	operation({
		method: 'POST',
		path: 'texts',
		title: 'Text a short code, once or several times',
		body: z.union([text, z.array(text).max(10_000)]),
		run: (sandbox, body) => ({
			http: 201,
			value: Array.isArray(body) ? body.map((each) => sandbox.text(each)) : sandbox.text(body),
		}),
	}),
	operation({
		method: 'POST',
		path: 'sizes',
		title: 'Measure texts: encoding and segments',
		body: z.array(message).max(1_000),
		run: (_, body) => ({ http: 200, value: body.map(measureText) }),
	}),
	operation({
		method: 'POST',
		path: 'settings',
		title: 'Change settings',
		body: settingsSchema.partial(),
		// The body as it came: parsed, it would have every default in it.
		run(sandbox, body) {
			sandbox.configure(body as Partial<Settings>);
			return { http: 200, value: sandbox.settings };
		},
	}),
	operation({
		method: 'POST',
		path: 'statuses',
		title: 'Set the delivery status of one recipient, or of all',
		body: z.strictObject({
			messageId: printable.max(200),
			address: phoneNumber.nullable().default(null),
			status: z.enum(deliveryStatuses),
		}),
		run(sandbox, { messageId, address, status }) {
			sandbox.setStatus(messageId, address, status);
			return done;
		},
	}),
	operation({
		method: 'POST',
		path: 'listeners',
		title: 'Set the listeners of a short code',
		body: z.strictObject({
			shortCode,
			message: url.optional(),
			deliveryStatus: url.optional(),
			headers: z.record(z.string(), z.string()).optional(),
		}),
		run(sandbox, { shortCode, ...listeners }) {
			sandbox.setListener(shortCode, listeners);
			return done;
		},
	}),
	operation({
		method: 'POST',
		path: 'faults',
		title: 'Set a fault',
		body: faultSchema,
		run: (sandbox, body) => ({ http: 201, value: sandbox.fault(body as Fault) }),
	}),
	operation({
		method: 'DELETE',
		path: 'faults',
		title: 'Clear all faults',
		async run(sandbox) {
			await sandbox.clearFaults();
			return done;
		},
	}),
	operation({
		method: 'DELETE',
		path: 'faults/{id}',
		title: 'Clear a fault',
		run(sandbox, _, id) {
			sandbox.disarm(Number(id));
			return done;
		},
	}),
	operation({
		method: 'POST',
		path: 'tokens/expire',
		title: 'Expire all access tokens',
		run(sandbox) {
			sandbox.expireTokens();
			return done;
		},
	}),
	operation({
		method: 'POST',
		path: 'tokens/revoke',
		title: 'Revoke all tokens',
		run(sandbox) {
			sandbox.revokeTokens();
			return done;
		},
	}),
	operation({
		method: 'POST',
		path: 'clock/advance',
		title: 'Move the clock forward',
		body: z.strictObject({ ms: bounded.ms(366 * 24 * 3_600_000) }),
		run(sandbox, { ms }) {
			sandbox.advance(ms);
			return done;
		},
	}),
	operation({
		method: 'POST',
		path: 'reset',
		title: 'Forget messages, faults and history',
		run(sandbox) {
			sandbox.reset();
			return done;
		},
	}),
];

/** The operation that a request asks for, and the `{id}` in its path. */
export const findOperation = (method: string | undefined, path: string) => {
	for (const each of operations) {
		if (each.method !== method) continue;
		const id = each.path.endsWith('/{id}') ? each.path.slice(0, -'{id}'.length) : null;
		if (id === null ? each.path === path : path.startsWith(id) && path.length > id.length) {
			return { operation: each, id: id === null ? '' : decodeURIComponent(path.slice(id.length)) };
		}
	}
	return null;
};

/** Runs an operation. Throws `TypeError` with what is wrong with its body. */
export const runOperation = (
	{ body: schema, run, path }: ControlOperation,
	sandbox: Controlled,
	body: unknown,
	id: string,
) => {
	const checked = schema ? check(schema, body) : undefined;
	return run(sandbox, path === 'settings' ? body : checked, id);
};
