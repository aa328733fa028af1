import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Context } from '../context.mts';
import { isProcessed, type Faults } from '../faults/armed.mts';
import { faultTypes } from '../faults/index.mts';
import { apiErrorBody, apiErrors, withTexts, type ApiError } from '../protocol/apiErrors.mts';
import { contentTypes, writeBody, type Form } from '../protocol/serializers.mts';
import type { ArmedFault, ClientSaw, WireEntry } from '../types.mts';
import type { ListeningSocket } from './listeningSocket.mts';
import {
	createOperations,
	type Exchange,
	type OperationParts,
	type Outcome,
} from './operations.mts';
import { decodeBody, flatHeaders, readBytes } from './requestBody.mts';
import { findRoutes, type Route } from './routes.mts';

export interface GatewayParts extends OperationParts {
	faults: Faults;
	listeningSocket: Pick<ListeningSocket, 'isShut'>;
	redirectTargetUrl: () => string;
}

/** Waits, or until the client has left. */
const delay = (response: ServerResponse, ms: number): Promise<void> =>
	new Promise((resolve) => {
		const done = () => {
			clearTimeout(timer);
			response.off('close', done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		response.once('close', done);
	});

const decoded = (bytes: Buffer | null, request: IncomingMessage): string | ApiError => {
	if (bytes === null) return apiErrors.serviceError(413, 'request too large');
	try {
		return decodeBody(bytes, request.headers);
	} catch {
		return apiErrors.invalidValue('Content-Encoding');
	}
};

/** The API that clients see: processes requests, records and answers them, and applies faults. */
export const createGateway = (context: Context, parts: GatewayParts) => {
	const { settings, clock, wireLog } = context;
	const { faults } = parts;
	const operations = createOperations(context, parts);
	/** Ends responses that are kept open. */
	const held = new Set<() => void>();

	/** Keeps a response open until it ends, the client leaves, or faults are cleared. */
	const hold = (response: ServerResponse, release?: () => void) => {
		const letGo = () => response.destroy();
		held.add(letGo);
		response.once('close', () => {
			held.delete(letGo);
			release?.();
		});
	};

	const answerNotFound = (response: ServerResponse, errorForm: Form, allowed: string[]) => {
		const http = allowed.length > 0 ? 405 : 404;
		const detail = http === 405 ? 'method not allowed' : 'no such resource';
		const apiError = withTexts(apiErrors.serviceError(http, detail), settings.errorTexts);
		const headers: Record<string, string> = { 'Content-Type': contentTypes[errorForm] };
		if (http === 405) headers.Allow = allowed.join(', ');
		response.writeHead(http, headers);
		response.end(writeBody(apiErrorBody(apiError, null), errorForm, settings));
	};

	/** Writes an outcome out, or lets the fault answer in its place. */
	const respond = (
		{ route, errorForm }: Exchange,
		{ response: usual, record }: Outcome,
		fault: ArmedFault | null,
		entry: WireEntry | null,
		request: IncomingMessage,
		response: ServerResponse,
	) => {
		const saw = (clientSaw: ClientSaw) => {
			if (record) record.clientSaw = clientSaw;
		};
		const log = (http: number | null, headers: Record<string, string>, text: string) =>
			wireLog.end(entry, {
				http,
				responseHeaders: headers,
				responseBody: text,
				fault: fault?.kind ?? null,
			});
		const send = (http: number, headers: Record<string, string>, text: string | Buffer) => {
			log(http, headers, typeof text === 'string' ? text : text.toString());
			response.writeHead(http, { ...headers, 'Content-Length': Buffer.byteLength(text) });
			response.end(text);
		};
		const write = ({ http, headers, form, body }: typeof usual, more = {}) =>
			send(
				http,
				{ ...headers, 'Content-Type': contentTypes[form], ...more },
				body ? writeBody(body, form, settings) : '',
			);

		if (!fault) {
			saw('answered');
			response.once('close', () => {
				if (!response.writableFinished) saw('aborted');
			});
			return write(usual);
		}
		saw(fault.kind);
		const { apply } = faultTypes[fault.kind];
		if (!apply) return write(usual);
		apply({
			fault,
			usual,
			request,
			response,
			settings,
			redirectTargetUrl: parts.redirectTargetUrl(),
			send,
			log,
			reject: (apiError, headers) =>
				write(operations.errorResponse(apiError, route, errorForm), headers),
			hold: (release) => hold(response, release),
		});
	};

	return {
		/** Answers one request of a client. */
		async handle(request: IncomingMessage, response: ServerResponse) {
			const url = request.url ?? '/';
			const mark = url.indexOf('?');
			const path = mark < 0 ? url : url.slice(0, mark);
			const accept = request.headers.accept ?? '';
			const errorForm: Form = /\bxml\b/i.test(accept) && !/\bjson\b/i.test(accept) ? 'xml' : 'json';

			const body = decoded(await readBytes(request), request);
			clock.tick();
			const entryOf = (operation: Route['operation'] | null) =>
				wireLog.begin({
					time: clock.now(),
					direction: 'in',
					operation,
					method: request.method ?? 'GET',
					url,
					requestHeaders: flatHeaders(request.headers),
					requestBody: typeof body === 'string' ? body : '',
				});
			const found = findRoutes(path).filter(
				({ route }) => !route.statusPath || settings.oneApiStatusPaths.includes(route.statusPath),
			);
			const match = found.find(({ route }) => route.method === request.method);
			if (!match) {
				answerNotFound(response, errorForm, [...new Set(found.map((each) => each.route.method))]);
				return wireLog.end(entryOf(null), { http: response.statusCode });
			}

			const entry = entryOf(match.route.operation);
			const { fault, after } = faults.take(match.route.operation);
			const exchange: Exchange = {
				...match,
				query: new URLSearchParams(mark < 0 ? '' : url.slice(mark)),
				authorization: request.headers.authorization,
				contentType: request.headers['content-type'],
				path,
				body,
				errorForm,
				page: fault ? faultTypes[fault.kind].page?.(fault) : undefined,
			};
			const outcome =
				fault && !isProcessed(fault)
					? operations.skip(exchange, fault.kind)
					: operations.process(exchange);

			if (settings.latencyMs > 0) await delay(response, settings.latencyMs);
			if (response.destroyed) {
				if (outcome.record) outcome.record.clientSaw = 'aborted';
				return wireLog.end(entry, { fault: fault?.kind ?? null });
			}
			if (after || parts.listeningSocket.isShut()) response.setHeader('Connection', 'close');
			if (after) response.once('close', after);
			respond(exchange, outcome, fault, entry, request, response);
		},

		/** Ends responses that are kept open. */
		release() {
			for (const letGo of [...held]) letGo();
		},
	};
};
