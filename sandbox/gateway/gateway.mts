import type { IncomingMessage, ServerResponse } from 'node:http';

import { contentTypes, writeBody, type Form } from '../protocol/serializers.mts';
import type { Clock } from '../clock.mts';
import type { ListeningSocket } from './listeningSocket.mts';
import type { Events } from '../history/events.mts';
import { isProcessed, type Faults } from '../faults/armed.mts';
import type { Answer } from '../faults/fault.mts';
import { faultTypes } from '../faults/index.mts';
import type { createInbox } from './inbox.mts';
import type { createOutbox } from './outbox.mts';
import {
	apiErrorBody,
	apiErrors,
	inWords,
	oAuthErrorBody,
	type ApiError,
} from '../protocol/apiErrors.mts';
import { flatHeaders, readBody } from './requests.mts';
import { findRoutes, type PathParts, type Route } from './routes.mts';
import { createThrottle } from './throttle.mts';
import { readClient, type createTokens } from './tokens.mts';
import type {
	AppConfig,
	ArmedFault,
	History,
	RejectedRequest,
	Settings,
	ClientSaw,
	TokenRequest,
} from '../types.mts';
import type { WireLog } from '../history/wireLog.mts';

/** A request as it goes through the gateway. */
interface Exchange {
	route: Route;
	parts: PathParts;
	query: URLSearchParams;
	authorization: string | undefined;
	path: string;
	body: string | null;
	errorForm: Form;
	fault: ArmedFault | null;
}

/** What processing gave: the answer, and the record in the history that is to say what the client was clientSaw. */
interface Outcome {
	answer: Answer;
	record: { clientSaw: ClientSaw } | null;
}

export interface GatewayParts {
	settings: Settings;
	clock: Clock;
	history: History;
	events: Events;
	wireLog: WireLog;
	faults: Faults;
	tokens: ReturnType<typeof createTokens>;
	outbox: ReturnType<typeof createOutbox>;
	inbox: ReturnType<typeof createInbox>;
	listeningSocket: Pick<ListeningSocket, 'isShut'>;
	rootUrl: () => string;
	redirectTargetUrl: () => string;
}

const isApiError = (value: object): value is ApiError => 'http' in value;

const parseJson = (text: string): { value: unknown } | null => {
	try {
		return { value: JSON.parse(text) };
	} catch {
		return null;
	}
};

/** Waits so many ms, or until the client has left. */
const wait = (response: ServerResponse, ms: number): Promise<void> =>
	new Promise((resolve) => {
		const done = () => {
			clearTimeout(timer);
			response.off('close', done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		response.once('close', done);
	});

/** The API that clients see: takes a request, does it, history it, answers it, and lets faults spoil that. */
export const createGateway = (parts: GatewayParts) => {
	const { settings, clock, history, events, wireLog, faults, tokens, outbox, inbox } = parts;
	const throttle = createThrottle();
	/** Answers that hang or drip, and how to let go of them. */
	const held = new Set<() => void>();
	const resourceRoot = () => settings.resourceUrlBase?.replace(/\/$/, '') ?? parts.rootUrl();

	const recordRejection = (rejected: Omit<RejectedRequest, 'time'>) => {
		const record = { time: clock.now(), ...rejected };
		history.rejected.push(record);
		events.emit({ type: 'rejected', data: record });
	};

	const reject = (
		{ route, errorForm }: Exchange,
		apiError: ApiError,
		draft: { addresses?: string[]; message?: string } = {},
	): Outcome => {
		recordRejection({
			operation: route.operation,
			dialect: route.dialect,
			http: apiError.http,
			code: apiError.code,
			reason: apiError.reason ?? inWords(apiError),
			...draft,
		});
		const { http, headers = {} } = apiError;
		const body = apiErrorBody(apiError, route.dialect);
		return { answer: { http, headers, form: errorForm, body }, record: null };
	};

	const bookTokenRequest = (exchange: Exchange, outcome: string): TokenRequest => {
		const form = new URLSearchParams(exchange.body ?? '');
		const record: TokenRequest = {
			time: clock.now(),
			path: exchange.path as TokenRequest['path'],
			grantType: form.get('grant_type'),
			refresh: form.has('refresh_token'),
			clientId: readClient(form, exchange.authorization).id,
			scope: form.get('scope'),
			outcome,
			clientSaw: 'underway',
		};
		history.tokenRequests.push(record);
		events.emit({ type: 'token', data: record });
		return record;
	};

	const doToken = (exchange: Exchange): Outcome => {
		const form = new URLSearchParams(exchange.body ?? '');
		const { http, outcome, value, headers } = exchange.path.endsWith('/revoke')
			? tokens.revoke(form, exchange.authorization)
			: tokens.request(form, exchange.authorization);
		if (http !== 200) {
			const reason = String(value?.error_description);
			recordRejection({ operation: 'token', dialect: null, http, code: outcome, reason });
		}
		return {
			answer: {
				http,
				// RFC 6749, 5.1.
				headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache', ...headers },
				form: 'json',
				body: value && { root: 'token', bare: true, names: 'fixed', value },
			},
			record: bookTokenRequest(exchange, outcome),
		};
	};

	/** Says in which form a success comes: "of the actual content", whatever was asked for. */
	const successForm = ({ operation, dialect }: Route): Form => {
		if (settings.answerForm !== 'documented') return settings.answerForm;
		return operation === 'inbox' && dialect?.startsWith('oneApi') ? 'xml' : 'json';
	};

	const doSend = (exchange: Exchange, app: AppConfig): Outcome => {
		const { route, parts: named, body } = exchange;
		if (body === null) return reject(exchange, apiErrors.serviceError(413, 'request too large'));
		const json = parseJson(body);
		if (!json) return reject(exchange, apiErrors.serviceError(400, 'malformed JSON'));
		const checked = outbox.check(app, route.dialect!, json.value, named.sender);
		if ('apiError' in checked) {
			const { apiError, addresses, message } = checked;
			return reject(exchange, apiError, { addresses, message });
		}
		const message = outbox.accept(app, route.dialect!, checked.draft);
		const answer: Answer = {
			http: 201,
			headers: {},
			form: successForm(route),
			body: outbox.sendAnswer(message, resourceRoot()),
		};
		return { answer, record: message };
	};

	const doStatus = (exchange: Exchange, app: AppConfig): Outcome => {
		const { route, parts: named } = exchange;
		const { messageId, sender } = named;
		const result = outbox.readStatus(app, route.dialect!, messageId!, sender, resourceRoot());
		if (isApiError(result)) return reject(exchange, result);
		const answer = { http: 200, headers: {}, form: successForm(route), body: result.body };
		return { answer, record: result.read };
	};

	const doInbox = (exchange: Exchange, app: AppConfig): Outcome => {
		const { route, parts: named, query, fault } = exchange;
		const shortCode = named.shortCode ?? query.get('RegistrationID') ?? undefined;
		const page = fault ? faultTypes[fault.kind].page?.(fault) : undefined;
		const result = inbox.readPage(app, route.dialect!, shortCode, resourceRoot(), page);
		if (isApiError(result)) return reject(exchange, result);
		const answer = { http: 200, headers: {}, form: successForm(route), body: result.body };
		return { answer, record: result.read };
	};

	const withToken =
		(work: (exchange: Exchange, app: AppConfig) => Outcome) =>
		(exchange: Exchange): Outcome => {
			const app = tokens.authorize(exchange.authorization);
			return isApiError(app) ? reject(exchange, app) : work(exchange, app);
		};

	const operations = {
		token: doToken,
		send: withToken(doSend),
		status: withToken(doStatus),
		inbox: withToken(doInbox),
	};

	const process = (exchange: Exchange): Outcome => {
		const { operation } = exchange.route;
		const perSecond = settings.throttlePerSecond;
		if (
			perSecond !== null &&
			settings.throttleOn.includes(operation) &&
			!throttle.take(clock.now(), perSecond)
		) {
			return reject(exchange, apiErrors.tooManyRequests());
		}
		return operations[operation](exchange);
	};

	/** A request that a fault keeps from being processed: booked as refused. */
	const skip = (exchange: Exchange, fault: ArmedFault): Outcome => {
		const { operation, dialect } = exchange.route;
		recordRejection({ operation, dialect, http: null, code: null, reason: `fault ${fault.kind}` });
		const answer: Answer = { http: 200, headers: {}, form: 'json', body: null };
		const record = operation === 'token' ? bookTokenRequest(exchange, `fault ${fault.kind}`) : null;
		return { answer, record };
	};

	/** Keeps an answer under way until it ends, the client leaves, or the sandbox lets go of it. */
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
		const body = apiErrorBody(apiErrors.serviceError(http, detail), null);
		const headers: Record<string, string> = { 'Content-Type': contentTypes[errorForm] };
		if (http === 405) headers.Allow = allowed.join(', ');
		response.writeHead(http, headers);
		response.end(writeBody(body, errorForm, settings));
	};

	return {
		/** Answers one request of a client. */
		async handle(request: IncomingMessage, response: ServerResponse) {
			const url = request.url ?? '/';
			const mark = url.indexOf('?');
			const path = mark < 0 ? url : url.slice(0, mark);
			const accept = request.headers.accept ?? '';
			const errorForm: Form = /\bxml\b/i.test(accept) && !/\bjson\b/i.test(accept) ? 'xml' : 'json';

			const body = await readBody(request);
			clock.tick();
			const entryOf = (operation: Route['operation'] | null) =>
				wireLog.begin({
					time: clock.now(),
					direction: 'in',
					operation,
					method: request.method ?? 'GET',
					url,
					requestHeaders: flatHeaders(request.headers),
					requestBody: body ?? '',
				});
			const found = findRoutes(path).filter(
				({ route }) => !route.statusPath || settings.oneApiStatusPaths.includes(route.statusPath),
			);
			const match = found.find(({ route }) => route.method === request.method);
			if (!match) {
				answerNotFound(response, errorForm, [...new Set(found.map((each) => each.route.method))]);
				return wireLog.end(entryOf(null), { http: response.statusCode });
			}

			const { route } = match;
			const entry = entryOf(route.operation);
			const { fault, after } = faults.take(route.operation);
			const exchange: Exchange = {
				...match,
				query: new URLSearchParams(mark < 0 ? '' : url.slice(mark)),
				authorization: request.headers.authorization,
				path,
				body,
				errorForm,
				fault,
			};
			const { answer, record } =
				fault && !isProcessed(fault) ? skip(exchange, fault) : process(exchange);
			const tell = (clientSaw: ClientSaw) => {
				if (record) record.clientSaw = clientSaw;
			};

			if (settings.latencyMs > 0) await wait(response, settings.latencyMs);
			if (response.destroyed) {
				tell('aborted');
				return wireLog.end(entry, { fault: fault?.kind ?? null });
			}

			const log = (http: number | null, headers: Record<string, string>, text: string) =>
				wireLog.end(entry, {
					http,
					answerHeaders: headers,
					answerBody: text,
					fault: fault?.kind ?? null,
				});
			const send = (http: number, headers: Record<string, string>, text: string | Buffer) => {
				log(http, headers, typeof text === 'string' ? text : text.toString());
				response.writeHead(http, { ...headers, 'Content-Length': Buffer.byteLength(text) });
				response.end(text);
			};

			if (after || parts.listeningSocket.isShut()) response.setHeader('Connection', 'close');
			if (after) response.once('close', after);
			if (fault) tell(fault.kind);
			if (fault && faultTypes[fault.kind].apply) {
				faultTypes[fault.kind].apply?.({
					fault,
					answer,
					request,
					response,
					settings,
					redirectTargetUrl: parts.redirectTargetUrl(),
					send,
					reject(apiError, more) {
						const isToken = route.operation === 'token';
						const form = isToken ? 'json' : errorForm;
						const headers = { ...apiError.headers, 'Content-Type': contentTypes[form], ...more };
						const errorBody = isToken
							? oAuthErrorBody(apiError)
							: apiErrorBody(apiError, route.dialect);
						send(apiError.http, headers, writeBody(errorBody, form, settings));
					},
					log,
					hold: (release) => hold(response, release),
				});
				return;
			}
			if (!fault) {
				tell('answered');
				response.once('close', () => {
					if (!response.writableFinished) tell('aborted');
				});
			}
			const text = answer.body ? writeBody(answer.body, answer.form, settings) : '';
			const headers = { ...answer.headers, 'Content-Type': contentTypes[answer.form] };
			send(answer.http, headers, text);
		},

		/** Ends what hangs or drips. */
		release() {
			for (const letGo of [...held]) letGo();
		},

		reset() {
			throttle.reset();
		},
	};
};
