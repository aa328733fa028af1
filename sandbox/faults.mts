import type { IncomingMessage, ServerResponse } from 'node:http';

import { contentTypes, writeBody, type Body, type Form } from './serializers.mts';
import type { PageFault } from './inbox.mts';
import { apiErrorBody, apiErrors, type ApiError } from './apiErrors.mts';
import type { ArmedFault, Dialect, Fault, FaultKind, Operation, Settings } from './types.mts';

/** An answer before it is written out. */
export interface Answer {
	http: number;
	headers: Record<string, string>;
	form: Form;
	/** Null for none. */
	body: Body | null;
}

/** What a fault has in hand when it strikes. */
export interface FaultContext {
	fault: ArmedFault;
	/** What the client would have been clientSaw, or null where the request wasn't processed. */
	answer: Answer;
	dialect: Dialect | null;
	/** The form that the client wants errors in. */
	errorForm: Form;
	request: IncomingMessage;
	response: ServerResponse;
	settings: Settings;
	redirectTargetUrl: string;
	/** Writes an answer out, and into the wire log. */
	send(http: number, headers: Record<string, string>, body: string | Buffer): void;
	/** Notes in the wire log what was not sent by `send`. */
	log(http: number | null, headers: Record<string, string>, body: string): void;
	/** Has the function called when the sandbox lets go of everything that hangs, or the client leaves. */
	hold(release?: () => void): void;
}

interface FaultType {
	/** Whether the request is processed first; with `either`, the fault itself may say otherwise. */
	processed: boolean;
	either?: true;
	/** The operations it makes sense for. Default: the four that clients ask for. */
	on?: Array<Operation | 'callback'>;
	/** A say in the page of an inbox. */
	page?: (fault: ArmedFault) => PageFault;
	/** Answers in the usual answer's place; without one the usual answer is given. */
	apply?: (apply: FaultContext) => void;
}

const written = ({ answer, settings }: FaultContext, form: Form = answer.form) =>
	answer.body ? writeBody(answer.body, form, settings) : '';

const usualHeaders = ({ answer }: FaultContext, form: Form = answer.form) => ({
	...answer.headers,
	'Content-Type': contentTypes[form],
});

/** Answers with an error, `retryAfter` in its header. */
const refuse = (apiError: (apply: FaultContext) => ApiError) => (apply: FaultContext) => {
	const { fault, dialect, errorForm, settings, send } = apply;
	const { http, headers, ...rest } = apiError(apply);
	const all: Record<string, string> = { ...headers, 'Content-Type': contentTypes[errorForm] };
	if (fault.retryAfter !== undefined) all['Retry-After'] = String(fault.retryAfter);
	const body = apiErrorBody({ http, headers, ...rest }, dialect);
	send(http, all, writeBody(body, errorForm, settings));
};

const cut = (form: Form) => (apply: FaultContext) => {
	const { answer, fault, response, send, log } = apply;
	const whole = Buffer.from(written(apply, form));
	const half = whole.subarray(0, Math.ceil(whole.length / 2));
	const headers = usualHeaders(apply, form);
	if (!fault.aborted) return send(answer.http, headers, half);
	log(answer.http, headers, half.toString());
	response.writeHead(answer.http, { ...headers, 'Content-Length': whole.length });
	// Destroyed only once the first half is out, else the client sees nothing at all of it.
	response.write(half, () => response.destroy());
};

/** The text with what Latin-1 can't hold written as character references. */
const asLatin1 = (text: string, form: Form): Buffer => {
	const kept = text.replace(/[^\u0000-\u00ff]/g, (character) =>
		form === 'json'
			? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
			: `&#${character.charCodeAt(0)};`,
	);
	return Buffer.from(kept, 'latin1');
};

const wrongCharset = (apply: FaultContext) => {
	const { answer, fault, send } = apply;
	const utf16 = fault.charset === 'utf16';
	const text = written(apply);
	const body = utf16 ? Buffer.from(`\ufeff${text}`, 'utf16le') : asLatin1(text, answer.form);
	const charset = fault.mislabelled ? 'UTF-8' : utf16 ? 'UTF-16' : 'ISO-8859-1';
	const type = `${contentTypes[answer.form]}; charset=${charset}`;
	send(answer.http, { ...answer.headers, 'Content-Type': type }, body);
};

const blanks = Buffer.alloc(64 * 1024, ' ');

const huge = (apply: FaultContext) => {
	const { answer, fault, response, log, hold } = apply;
	const headers = usualHeaders(apply);
	const text = written(apply);
	let left = fault.bytes ?? 32 * 1024 * 1024;
	log(answer.http, headers, text);
	response.writeHead(answer.http, headers);
	hold();
	const pour = () => {
		while (left > 0 && !response.destroyed) {
			const chunk = left < blanks.length ? blanks.subarray(0, left) : blanks;
			left -= chunk.length;
			if (!response.write(chunk)) return void response.once('drain', pour);
		}
		response.end(text);
	};
	pour();
};

const drip = (apply: FaultContext) => {
	const { answer, fault, response, log, hold } = apply;
	const headers = usualHeaders(apply);
	const body = Buffer.from(written(apply));
	const step = fault.bytesPerChunk ?? 1;
	let sent = 0;
	log(answer.http, headers, body.toString());
	response.writeHead(answer.http, { ...headers, 'Content-Length': body.length });
	response.flushHeaders();
	const timer = setInterval(() => {
		response.write(body.subarray(sent, (sent += step)));
		if (sent < body.length) return;
		clearInterval(timer);
		response.end();
	}, fault.everyMs ?? 100);
	hold(() => clearInterval(timer));
};

const loginPage =
	'<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1>' +
	'<form method="post"><input name="user"><input name="password" type="password"></form></body></html>';

const reset = ({ request, log }: FaultContext) => {
	log(null, {}, '');
	// With RST, as a gateway that falls over does, and not the FIN of one that says goodbye.
	request.socket.resetAndDestroy();
};

const hang = ({ log, hold }: FaultContext) => {
	log(null, {}, '');
	hold();
};

/** Every fault, what it does before, and what it does in the answer's place. See `FaultKind`. */
export const faultTypes: Record<FaultKind, FaultType> = {
	// Works on the listeningSocket, not on a request: see `createFaults`.
	connectionRefused: { processed: true },
	connectionResetBefore: { processed: false, apply: reset },
	connectionResetAfter: { processed: true, apply: reset },
	timeoutBefore: { processed: false, apply: hang },
	timeoutAfter: { processed: true, apply: hang },
	unauthorized: { processed: false, either: true, apply: refuse(() => apiErrors.badToken()) },
	throttle: { processed: false, either: true, apply: refuse(() => apiErrors.tooManyRequests()) },
	scope: { processed: false, either: true, apply: refuse(() => apiErrors.noScope('SMS')) },
	'429': { processed: false, either: true, apply: refuse(() => apiErrors.tooManyRequests(429)) },
	'500': { processed: false, either: true, apply: refuse(() => unwell(500)) },
	'502': { processed: false, either: true, apply: refuse(() => unwell(502)) },
	'503': { processed: false, either: true, apply: refuse(() => unwell(503)) },
	'504': { processed: false, either: true, apply: refuse(() => unwell(504)) },
	truncatedJson: { processed: true, apply: cut('json') },
	truncatedXml: { processed: true, apply: cut('xml') },
	html: {
		processed: true,
		either: true,
		apply: ({ send }) => send(200, { 'Content-Type': 'text/html; charset=utf-8' }, loginPage),
	},
	empty: {
		processed: true,
		either: true,
		apply: (apply) => apply.send(apply.answer.http, usualHeaders(apply), ''),
	},
	wrongType: {
		processed: true,
		apply: (apply) => {
			const { answer, fault, send } = apply;
			const type = fault.contentType ?? 'text/plain';
			send(answer.http, { ...answer.headers, 'Content-Type': type }, written(apply));
		},
	},
	wrongCharset: { processed: true, apply: wrongCharset },
	huge: { processed: true, apply: huge },
	slowBody: { processed: true, apply: drip },
	redirect: {
		processed: false,
		either: true,
		apply: ({ fault, request, redirectTargetUrl, send }) =>
			send(
				fault.http ?? 302,
				{ Location: fault.location ?? `${redirectTargetUrl}${request.url}` },
				'',
			),
	},
	pendingCount: {
		processed: true,
		on: ['inbox'],
		page: ({ pending }) => ({
			pending: () => (pending === null ? undefined : String(pending ?? 0)),
		}),
	},
	emptyPage: {
		processed: true,
		on: ['inbox'],
		page: ({ pending }) => ({ size: 0, pending: (left) => String(pending ?? left) }),
	},
	ackLost: { processed: true, on: ['callback'] },
};

const unwell = (http: number): ApiError => apiErrors.serviceError(http, `SVC-${http}`);

const operations: Operation[] = ['token', 'send', 'status', 'inbox'];

/** Whether the request is processed before the fault. */
export const isProcessed = (fault: ArmedFault) =>
	fault.processed ?? faultTypes[fault.kind].processed;

/** The faults in force, and which of them a request meets. */
export const createFaults = (
	closeListeningSocket: (forMs: number) => void,
	changed: () => void,
) => {
	const armed: ArmedFault[] = [];
	let made = 0;

	const hit = (fault: ArmedFault) => {
		fault.hits++;
		fault.times--;
		if (fault.times <= 0) armed.splice(armed.indexOf(fault), 1);
		changed();
	};

	const shut = (fault: ArmedFault) => {
		// It may have been cleared while the answer that it was to follow was under way.
		if (!armed.includes(fault)) return;
		hit(fault);
		closeListeningSocket(fault.forMs ?? 500);
	};

	return {
		armed,

		/** Throws `TypeError` where the kind makes no sense for the operation. */
		arm(fault: Fault): ArmedFault {
			const type = faultTypes[fault.kind] as FaultType | undefined;
			if (!type) throw new TypeError(`No such fault: ${fault.kind}`);
			if (!(type.on ?? operations).includes(fault.on)) {
				throw new TypeError(`The fault ${fault.kind} can't be on ${fault.on}.`);
			}
			if (fault.processed !== undefined && fault.processed !== type.processed && !type.either) {
				throw new TypeError(`The fault ${fault.kind} is always processed: ${type.processed}.`);
			}
			const { skip = 0, times = 1, ...rest } = fault;
			const whole: ArmedFault = { ...rest, id: ++made, skip, times: times ?? Infinity, hits: 0 };
			armed.push(whole);
			if (whole.kind === 'connectionRefused' && whole.skip === 0) shut(whole);
			else changed();
			return whole;
		},

		/** The fault that strikes this request, if any, and what is to be done once it is answered. */
		take(operation: Operation | 'callback'): { fault: ArmedFault | null; after?: () => void } {
			let after: (() => void) | undefined;
			if (armed.length === 0) return { fault: null };
			// Copied, since a fault that has struck often enough leaves the list.
			for (const fault of [...armed]) {
				if (fault.on !== operation) continue;
				if (fault.kind === 'connectionRefused') {
					if (fault.skip > 0) fault.skip--;
					if (fault.skip === 0) after = () => shut(fault);
					continue;
				}
				if (fault.skip > 0) {
					fault.skip--;
					continue;
				}
				hit(fault);
				return { fault, after };
			}
			return { fault: null, after };
		},

		/** Throws `RangeError` where no fault in force has the id. */
		disarm(id: number) {
			const index = armed.findIndex((fault) => fault.id === id);
			if (index < 0) throw new RangeError('No fault in force has this id.');
			armed.splice(index, 1);
			changed();
		},

		clear() {
			armed.length = 0;
			changed();
		},
	};
};

export type Faults = ReturnType<typeof createFaults>;
