import type { Context } from '../context.mts';
import type { GatewayResponse, PageFault } from '../faults/fault.mts';
import {
	apiErrorBody,
	apiErrors,
	inWords,
	isApiError,
	oAuthErrorBody,
	withTexts,
	type ApiError,
} from '../protocol/apiErrors.mts';
import { dialects } from '../protocol/dialects/index.mts';
import {
	apparentFormat,
	declaredFormat,
	readSend,
	readTokenForm,
	type RequestFormat,
} from '../protocol/formats.mts';
import type { Form } from '../protocol/serializers.mts';
import type { AppConfig } from '../settings/apps.mts';
import type { ClientSaw, Operation, RejectedRequest, TokenRequest } from '../types.mts';
import type { Inbox } from './inbox.mts';
import type { Limits } from './limits.mts';
import type { Outbox } from './outbox.mts';
import type { PathParts, Route } from './routes.mts';
import { checkSend } from './sendCheck.mts';
import { readClient, type Tokens } from './tokens.mts';

/** A request as it goes through the gateway. */
export interface Exchange {
	route: Route;
	parts: PathParts;
	query: URLSearchParams;
	authorization: string | undefined;
	contentType: string | undefined;
	path: string;
	/** The body as text, or why it can't be read. */
	body: string | ApiError;
	errorForm: Form;
	page?: PageFault;
}

/** What processing gave: the response, and the record that keeps what the client saw. */
export interface Outcome {
	response: GatewayResponse;
	record: { clientSaw: ClientSaw } | null;
}

/** What the operations work with. */
export interface OperationParts {
	tokens: Tokens;
	limits: Limits;
	outbox: Outbox;
	inbox: Inbox;
}

/** The four operations of clients: each processes a request and records it. */
export const createOperations = (
	{ settings, clock, recorder }: Context,
	{ tokens, limits, outbox, inbox }: OperationParts,
) => {
	const recordRejection = (rejected: Omit<RejectedRequest, 'time'>) =>
		recorder.add('rejected', { time: clock.now(), ...rejected });

	/** An error as it is written: in AT&T's form, or in RFC 6749's on a token request. */
	const errorResponse = (own: ApiError, route: Route, errorForm: Form): GatewayResponse => {
		const apiError = withTexts(own, settings.errorTexts);
		const isToken = route.operation === 'token';
		return {
			http: apiError.http,
			headers: { ...apiError.headers },
			form: isToken ? 'json' : errorForm,
			body: isToken ? oAuthErrorBody(apiError) : apiErrorBody(apiError, route.dialect),
		};
	};

	const reject = (
		{ route, errorForm }: Pick<Exchange, 'route' | 'errorForm'>,
		apiError: ApiError,
		draft: { addresses?: string[]; message?: string } = {},
	): Outcome => {
		const { http, code, reason } = withTexts(apiError, settings.errorTexts);
		recordRejection({
			operation: route.operation,
			dialect: route.dialect,
			http,
			code,
			reason: reason ?? inWords(apiError),
			...draft,
		});
		return { response: errorResponse(apiError, route, errorForm), record: null };
	};

	/** The format of a request's body: what it looks like, or in strict mode what it says. */
	const formatOf = ({ contentType, body, route }: Exchange): RequestFormat | null => {
		if (!settings.strictContentType) return apparentFormat(String(body));
		const declared = declaredFormat(contentType) ?? null;
		return route.operation === 'token' && declared !== 'form' ? null : declared;
	};

	const tokenFormOf = (exchange: Exchange): URLSearchParams => {
		const { body } = exchange;
		const format = formatOf(exchange);
		if (typeof body !== 'string' || body === '' || !format) return new URLSearchParams();
		try {
			return readTokenForm(format, body);
		} catch {
			return new URLSearchParams();
		}
	};

	const recordToken = (exchange: Exchange, form: URLSearchParams, outcome: string) => {
		const record: TokenRequest = {
			time: clock.now(),
			path: exchange.path as TokenRequest['path'],
			grantType: form.get('grant_type'),
			refresh: form.has('refresh_token'),
			clientId: readClient(form, exchange.authorization).id,
			scope: form.get('scope'),
			outcome,
			clientSaw: 'inFlight',
		};
		recorder.add('tokenRequests', record);
		return record;
	};

	const doToken = (exchange: Exchange): Outcome => {
		const { authorization } = exchange;
		const form = tokenFormOf(exchange);
		let limited: ApiError | null = null;
		const admit = (app: AppConfig) => (limited = limits.take(app.appKey, 'token')) === null;
		const { http, outcome, value, headers } = exchange.path.endsWith('/revoke')
			? tokens.revokeRequest(form, authorization)
			: tokens.request(form, authorization, admit);
		if (limited)
			return { ...reject(exchange, limited), record: recordToken(exchange, form, outcome) };
		if (http !== 200) {
			const reason = String(value?.error_description);
			recordRejection({ operation: 'token', dialect: null, http, code: outcome, reason });
		}
		return {
			response: {
				http,
				// RFC 6749, 5.1.
				headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache', ...headers },
				form: 'json',
				body: value && { root: 'token', bare: true, names: 'fixed', value },
			},
			record: recordToken(exchange, form, outcome),
		};
	};

	/** A success comes in the form "of the actual content", whatever was asked for. */
	const successForm = ({ operation, dialect }: Route): Form => {
		if (settings.responseForm !== 'documented') return settings.responseForm;
		return operation === 'inbox' && dialect ? dialects[dialect].inboxForm : 'json';
	};

	const doSend = (exchange: Exchange, app: AppConfig): Outcome => {
		const { route, parts: named, body } = exchange;
		if (typeof body !== 'string') return reject(exchange, body);
		const format = formatOf(exchange);
		if (!format) return reject(exchange, apiErrors.invalidValue('Content-Type'));
		let request;
		try {
			request = readSend(route.dialect!, format, body);
		} catch {
			const shown = { json: 'JSON', xml: 'XML', form: 'form' }[format];
			return reject(exchange, apiErrors.serviceError(400, `malformed ${shown}`));
		}
		const checked = checkSend(app, route.dialect!, request, named.sender, settings);
		if ('apiError' in checked) {
			const { apiError, addresses, message } = checked;
			return reject(exchange, apiError, { addresses, message });
		}
		const message = outbox.accept(app, route.dialect!, checked.draft);
		const responseBody = outbox.sendResponse(message);
		const response = { http: 201, headers: {}, form: successForm(route), body: responseBody };
		return { response, record: message };
	};

	const doStatus = (exchange: Exchange, app: AppConfig): Outcome => {
		const { route, parts: named } = exchange;
		const { messageId, sender } = named;
		const result = outbox.readStatus(app, route.dialect!, messageId!, sender);
		if (isApiError(result)) return reject(exchange, result);
		const response = { http: 200, headers: {}, form: successForm(route), body: result.body };
		return { response, record: result.read };
	};

	const doInbox = (exchange: Exchange, app: AppConfig): Outcome => {
		const { route, parts: named, query, page } = exchange;
		const shortCode = named.shortCode ?? query.get('RegistrationID') ?? undefined;
		const result = inbox.readPage(app, route.dialect!, shortCode, page);
		if (isApiError(result)) return reject(exchange, result);
		const { body, read } = result;
		const response = { http: settings.inboxHttp, headers: {}, form: successForm(route), body };
		return { response, record: read };
	};

	/** Checks the token first, then the app's limits. */
	const withToken =
		(work: (exchange: Exchange, app: AppConfig) => Outcome) =>
		(exchange: Exchange): Outcome => {
			const app = tokens.authorize(exchange.authorization);
			if (isApiError(app)) return reject(exchange, app);
			const limited = limits.take(app.appKey, exchange.route.operation);
			return limited ? reject(exchange, limited) : work(exchange, app);
		};

	const operations: Record<Operation, (exchange: Exchange) => Outcome> = {
		token: doToken,
		send: withToken(doSend),
		status: withToken(doStatus),
		inbox: withToken(doInbox),
	};

	return {
		errorResponse,
		process: (exchange: Exchange) => operations[exchange.route.operation](exchange),

		/** A request that a fault keeps from being processed: recorded as rejected. */
		skip(exchange: Exchange, kind: string): Outcome {
			const { operation, dialect } = exchange.route;
			const reason = `fault ${kind}`;
			recordRejection({ operation, dialect, http: null, code: null, reason });
			const response: GatewayResponse = { http: 200, headers: {}, form: 'json', body: null };
			const record =
				operation === 'token' ? recordToken(exchange, tokenFormOf(exchange), reason) : null;
			return { response, record };
		},
	};
};
