import type { IncomingMessage, ServerResponse } from 'node:http';

import { z } from 'zod';

import { measureText } from './encoding.mts';
import { faultTypes } from './faults.mts';
import { isLoopback } from './listeners.mts';
import { readBody } from './requests.mts';
import { checkSettings, explain, operationSchema } from './settings.mts';
import type { FaultKind, Listeners, Sandbox } from './types.mts';

/** What the control API does beyond what `Sandbox` offers. */
export interface Controlled extends Sandbox {
	listeners(): Array<[string, Listeners]>;
	disarm(id: number): void;
}

const text = z
	.object({ from: z.string(), to: z.string(), message: z.string().max(4_096) })
	.strict();

const status = z
	.object({
		messageId: z.string(),
		address: z.string().nullable().default(null),
		status: z.enum([
			'DeliveredToNetwork',
			'DeliveredToTerminal',
			'DeliveryImpossible',
			'DeliveryUncertain',
			'MessageWaiting',
		]),
	})
	.strict();

const listener = z
	.object({
		shortCode: z.string(),
		message: z.string().optional(),
		deliveryStatus: z.string().optional(),
		headers: z.record(z.string()).optional(),
	})
	.strict();

const fault = z
	.object({
		on: z.union([operationSchema, z.literal('callback')]),
		kind: z.enum(Object.keys(faultTypes) as [FaultKind, ...FaultKind[]]),
		skip: z.number().int().min(0),
		times: z.number().int().min(1).nullable(),
		processed: z.boolean(),
		retryAfter: z.union([z.number(), z.string().regex(/^[\x20-\x7e]*$/)]),
		forMs: z.number().min(0),
		aborted: z.boolean(),
		contentType: z.string().regex(/^[\x20-\x7e]*$/),
		charset: z.enum(['latin1', 'utf16']),
		mislabelled: z.boolean(),
		bytes: z.number().int().min(0),
		bytesPerChunk: z.number().int().min(1),
		everyMs: z.number().min(0),
		http: z.union([z.literal(301), z.literal(302), z.literal(303), z.literal(307), z.literal(308)]),
		location: z.string().url(),
		pending: z.union([z.string(), z.number(), z.null()]),
	})
	.partial()
	.required({ on: true, kind: true })
	.strict();

const advance = z.object({ ms: z.number().min(0) }).strict();

interface Reply {
	http: number;
	value?: unknown;
}

type Handler = (sandbox: Controlled, body: unknown, id?: string) => Reply | Promise<Reply>;

const done: Reply = { http: 204 };

/** Everything that `/sandbox/…` does, by method and path. */
const handlers: Record<string, Handler> = {
	'GET state': (sandbox) => ({
		http: 200,
		value: {
			url: sandbox.url,
			// The secrets stay out: whoever starts the sandbox has them.
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
			faultKinds: Object.entries(faultTypes).map(([kind, { on, processed, either }]) => ({
				kind,
				on: on ?? operationSchema.options,
				processed,
				either: either ?? false,
			})),
		},
	}),
	'GET history': (sandbox) => ({ http: 200, value: sandbox.history }),
	'POST texts': (sandbox, body) => {
		const several = z.union([text, z.array(text).max(10_000)]).parse(body);
		const sent = Array.isArray(several)
			? several.map((each) => sandbox.text(each))
			: sandbox.text(several);
		return { http: 201, value: sent };
	},
	// How long a text is over the air, for a page that shows it: asked for, since most never do.
	'POST sizes': (_, body) => ({
		http: 200,
		value: z.array(z.string().max(4_096)).max(1_000).parse(body).map(measureText),
	}),
	'POST settings': (sandbox, body) => {
		sandbox.configure(checkSettings(body));
		return { http: 200, value: sandbox.settings };
	},
	'POST statuses': (sandbox, body) => {
		const { messageId, address, status: to } = status.parse(body);
		sandbox.setStatus(messageId, address, to);
		return done;
	},
	'POST listeners': (sandbox, body) => {
		const { shortCode, ...listeners } = listener.parse(body);
		sandbox.setListener(shortCode, listeners);
		return done;
	},
	'POST faults': (sandbox, body) => ({
		http: 201,
		value: sandbox.fault(fault.parse(body)),
	}),
	'DELETE faults': async (sandbox, _, id) => {
		if (id === undefined) await sandbox.clearFaults();
		else sandbox.disarm(Number(id));
		return done;
	},
	'POST tokens/expire': (sandbox) => {
		sandbox.expireTokens();
		return done;
	},
	'POST tokens/revoke': (sandbox) => {
		sandbox.revokeTokens();
		return done;
	},
	'POST clock/advance': (sandbox, body) => {
		sandbox.advance(advance.parse(body).ms);
		return done;
	},
	'POST reset': (sandbox) => {
		sandbox.reset();
		return done;
	},
};

const reply = (response: ServerResponse, http: number, value?: unknown) => {
	response.writeHead(http, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
	response.end(value === undefined ? '' : JSON.stringify(value));
};

/**
 * Why a request must not be heard: a page of another origin, or a name of this machine that is not
 * its own (DNS rebinding), could otherwise steer the sandbox through the user's browser.
 */
const whyRejected = ({ headers, method }: IncomingMessage): string | null => {
	const host = headers.host ?? '';
	if (!isLoopback(host.replace(/:\d+$/, ''))) return 'The Host is not loopback.';
	if (headers.origin !== undefined && headers.origin !== `http://${host}`) {
		return 'Cross-origin requests are refused.';
	}
	const site = headers['sec-fetch-site'];
	if (site !== undefined && site !== 'same-origin' && site !== 'none') {
		return 'Cross-site requests are refused.';
	}
	const hasBody = method !== 'GET' && Number(headers['content-length'] ?? 0) > 0;
	if (hasBody && !/^application\/json\b/i.test(headers['content-type'] ?? '')) {
		return 'A body must be application/json.';
	}
	return null;
};

/** The control API: JSON under `/sandbox/`, and an event stream. */
export const createControl = (sandbox: () => Controlled) => {
	const streams = new Set<ServerResponse>();

	/** Server-sent events (HTML standard, 9.2). */
	const stream = (response: ServerResponse) => {
		response.writeHead(200, {
			'Content-Type': 'text/event-stream',
			'Cache-Control': 'no-store',
		});
		response.write(': the sandbox\n\n');
		streams.add(response);
		const unsubscribe = sandbox().subscribe(({ type, data }) => {
			response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
		});
		response.once('close', () => {
			unsubscribe();
			streams.delete(response);
		});
	};

	return {
		owns: (url: string) => /^\/sandbox(?:[/?]|$)/.test(url),

		async handle(request: IncomingMessage, response: ServerResponse) {
			const refused = whyRejected(request);
			if (refused) return reply(response, 403, { error: refused });
			const path = (request.url ?? '').replace(/\?.*$/s, '').replace(/^\/sandbox\/?/, '');
			if (request.method === 'GET' && path === 'events') return stream(response);
			const [, fault, id] = /^(faults)\/(\d+)$/.exec(path) ?? [];
			const handler = handlers[`${request.method} ${fault ?? path}`];
			if (!handler) return reply(response, 404, { error: 'No such control.' });
			try {
				const body = await readBody(request);
				if (body === null) return reply(response, 413, { error: 'The body is too large.' });
				const value: unknown = body === '' ? {} : JSON.parse(body);
				const answer = await handler(sandbox(), value, id);
				reply(response, answer.http, answer.value);
			} catch (error) {
				const message = error instanceof z.ZodError ? explain(error) : (error as Error).message;
				reply(response, 400, { error: message });
			}
		},

		close() {
			for (const response of streams) response.destroy();
		},
	};
};
