// The way of a production webhook through n8n’s server (packages/cli/src/abstract-server.ts,
// middlewares/body-parser.ts, webhooks/webhook-helpers.ts, webhook-form-data.ts and
// webhook-request-handler.ts in 2.41), in the same express, raw-body and formidable, up to the point where an execution would be created.
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parse as parseQueryString } from 'node:querystring';
import { rm } from 'node:fs/promises';
import { createGunzip, createInflate } from 'node:zlib';
import type { IWebhookResponseData } from 'n8n-workflow';
import { closeServer, listenLocally } from '../../scripts/lib/localServer.mts';
import { core, n8nWorkflow, requireFromCore } from './n8n.mts';

/** The part of express’ request that n8n’s handler uses; n8n declares what its body reader adds. */
export interface WebhookRequest extends IncomingMessage {
	body?: unknown;
	params: Record<string, unknown>;
}
/** The part of express’ response that n8n’s handler uses. */
export interface WebhookResponse extends ServerResponse {
	status(code: number): WebhookResponse;
	send(body: unknown): WebhookResponse;
	json(body: unknown): WebhookResponse;
}
type Handler = (req: WebhookRequest, res: WebhookResponse, next: () => void) => unknown;

interface Express {
	(req: IncomingMessage, res: ServerResponse): void;
	disable(setting: string): void;
	set(setting: string, value: unknown): void;
	use(handler: Handler): void;
	all(path: string, handler: Handler): void;
}

const require = createRequire(import.meta.url);
const express = require('express') as () => Express;
const getRawBody = require('raw-body') as (
	stream: NodeJS.ReadableStream,
	options: { length?: string; limit: string },
) => Promise<Buffer>;
/** Loaded when a multipart form comes, as few tests need it. */
const loadFormidable = () =>
	require('formidable').formidable as (options: object) => {
		on(event: 'fileBegin', listener: (name: string, file: { filepath: string }) => void): void;
		parse(req: IncomingMessage): Promise<[Record<string, unknown>, Record<string, unknown>]>;
	};
const { parseIncomingMessage } = requireFromCore('@n8n/backend-network') as {
	parseIncomingMessage(message: IncomingMessage): void;
};
const { Parser } = requireFromCore('xml2js') as {
	Parser: new (options: object) => { parseStringPromise(xml: string): Promise<unknown> };
};

const { sanitizeXmlName, jsonParse } = n8nWorkflow;
const xmlParser = new Parser({
	async: true,
	normalize: true,
	normalizeTags: true,
	explicitArray: false,
	tagNameProcessors: [sanitizeXmlName],
	attrNameProcessors: [sanitizeXmlName],
});

/** n8n’s default of N8N_PAYLOAD_SIZE_MAX. */
const PAYLOAD_SIZE_MAX = '16mb';

const DECOMPRESSORS: Record<string, () => NodeJS.ReadWriteStream> = {
	gzip: createGunzip,
	deflate: createInflate,
};

/** An error whose status and text n8n shows to the caller. */
class ResponseError extends Error {
	constructor(
		message: string,
		readonly status: number,
		readonly hint?: string,
	) {
		super(message);
	}
}

const rawBodyReader: Handler = (req, _res, next) => {
	parseIncomingMessage(req);
	req.readRawBody = async () => {
		if (req.rawBody) return;
		const decompressor = DECOMPRESSORS[req.headers['content-encoding'] ?? ''];
		req.rawBody = await getRawBody(decompressor ? req.pipe(decompressor()) : req, {
			length: decompressor ? undefined : req.headers['content-length'],
			limit: PAYLOAD_SIZE_MAX,
		});
	};
	next();
};

const stripBom = (text: string) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

const parseBody = async (req: WebhookRequest): Promise<void> => {
	const type = req.contentType ?? '';
	if (type.startsWith('multipart/')) return;
	await req.readRawBody();
	if (!req.rawBody?.length) return;
	try {
		const text = () => req.rawBody!.toString(req.encoding);
		if (type === 'application/json') req.body = jsonParse(stripBom(text()));
		else if (type.endsWith('/xml') || type.endsWith('+xml')) {
			req.body = await xmlParser.parseStringPromise(text());
		} else if (type === 'application/x-www-form-urlencoded') {
			req.body = parseQueryString(stripBom(text()), undefined, undefined, { maxKeys: 1000 });
		} else if (type === 'text/plain') req.body = text();
	} catch (error) {
		throw new ResponseError('Failed to parse request body', 422, (error as Error).message);
	}
};

/** A part with a Content-Type becomes a file, and all others fields; one value stands for a list. */
const parseFormData = async (req: WebhookRequest): Promise<() => Promise<void>> => {
	const form = loadFormidable()({
		multiples: true,
		encoding: req.encoding,
		maxFileSize: 200 * 1024 * 1024,
		allowEmptyFiles: true,
		minFileSize: 0,
	});
	const paths: string[] = [];
	form.on('fileBegin', (_name, { filepath }) => paths.push(filepath));
	const cleanUp = async () => {
		await Promise.all(paths.map(async (path) => await rm(path, { force: true })));
	};
	const single = (values: Record<string, unknown>) =>
		Object.fromEntries(
			Object.entries(values).map(([name, value]) => [
				name,
				Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value,
			]),
		);
	try {
		const [data, files] = await form.parse(req);
		req.body = { data: single(data), files: single(files) };
		return cleanUp;
	} catch (error) {
		await cleanUp();
		const { httpCode } = error as { httpCode?: number };
		if (httpCode === 400) {
			throw new ResponseError('The submitted form data could not be parsed.', 400);
		}
		throw error;
	}
};

/** One webhook that the workflow has registered, and how to run it. */
export interface RegisteredWebhook {
	method: string;
	/** Below `/webhook/`. */
	path: string;
	/** The node version: n8n parses any body for version 1, and known types only for later ones. */
	typeVersion: number;
	responseCode: number;
	/** The description’s `responseData`; without one n8n takes it for `firstEntryJson`. */
	responseData: unknown;
	/** The description’s `responseHeaders`. */
	responseHeaders: Array<{ name: string; value: string }>;
	run(req: WebhookRequest, res: WebhookResponse): Promise<IWebhookResponseData>;
	/** Called once n8n would create the execution; what it throws keeps n8n from it. */
	start(data: IWebhookResponseData): Promise<void>;
	/** Called with what the node itself threw: n8n records a failed execution. */
	fail(error: Error): void;
	/** Called before the answer goes out, where n8n saves static data. */
	saved(): void;
}

/** A call of a resume URL. */
export interface WaitingCall {
	execution: string;
	/** The node’s id. */
	suffix: string;
	method: string;
	url: URL;
}

/** What n8n itself answers if the execution does not wait. */
export interface WaitingRejection {
	status: number;
	body: string | object;
}

const PARSABLE = /^(application\/json|text\/plain|application\/x-www-form-urlencoded)|[/+]xml$/;

const answer = async (webhook: RegisteredWebhook, req: WebhookRequest, res: WebhookResponse) => {
	if (req.contentType === 'multipart/form-data') {
		const cleanUp = await parseFormData(req);
		try {
			await runAndAnswer(webhook, req, res);
		} finally {
			await cleanUp();
		}
		return;
	}
	if (webhook.typeVersion === 1 || PARSABLE.test(req.contentType ?? '')) await parseBody(req);
	await runAndAnswer(webhook, req, res);
};

const runAndAnswer = async (
	webhook: RegisteredWebhook,
	req: WebhookRequest,
	res: WebhookResponse,
) => {
	let data: IWebhookResponseData;
	try {
		data = await webhook.run(req, res);
	} catch (error) {
		webhook.fail(error as Error);
		throw new n8nWorkflow.UnexpectedError('Workflow Webhook Error: Workflow could not be started!');
	}
	// A reading before the run is stored: n8n keeps the files of a form until a stream has ended.
	if (req.contentType === 'multipart/form-data' && data.webhookResponse instanceof Readable) {
		throw new Error('What n8n does with a stream is not written here');
	}

	if (!res.headersSent) {
		for (const { name, value } of webhook.responseHeaders) res.setHeader(name, value);
	}
	// A node may note by a getter that n8n reads `webhookResponse`: where, and when, matters.
	const { workflowData, noWebhookResponse } = data;
	if (workflowData === undefined) {
		const body = data.webhookResponse ?? { message: 'Webhook call received' };
		webhook.saved();
		if (noWebhookResponse !== true) send(res, webhook.responseCode, body);
		return;
	}
	if (noWebhookResponse === true) webhook.saved();
	await webhook.start(data);
	if (noWebhookResponse !== true) {
		const body = startedBody(webhook.responseData, data);
		webhook.saved();
		if (!core.isWebhookHtmlSandboxingDisabled()) {
			res.setHeader('Content-Security-Policy', core.getHtmlSandboxCSP());
		}
		send(res, webhook.responseCode, body);
	}
};

/** The body of the answer once the workflow was started (responseMode `onReceived`). */
const startedBody = (responseData: unknown, data: IWebhookResponseData): unknown => {
	if (responseData === 'noData') return undefined;
	return responseData || (data.webhookResponse ?? { message: 'Workflow was started' });
};

const send = (res: WebhookResponse, status: number, body: unknown) => {
	res.status(status);
	if (typeof body === 'string') res.send(body);
	else res.json(body);
};

const sendError = (res: WebhookResponse, error: Error) => {
	if (res.headersSent) return;
	if (error instanceof ResponseError) {
		const { status, message, hint } = error;
		res.status(status).json({ code: status, message, ...(hint ? { hint } : {}) });
	} else if (error instanceof n8nWorkflow.UnexpectedError) {
		res.status(500).json({ code: 0, message: error.message });
	} else {
		res.status(500).json({ code: 0, message: 'There was a problem executing the workflow' });
	}
};

export interface WebhookServer {
	/** Without a trailing slash: `http://127.0.0.1:40123`. */
	origin: string;
	/** Calls of paths that aren’t registered, `METHOD path`: n8n logs each as an error. */
	unknown: string[];
	/** Calls of resume URLs of executions that run: n8n logs each as an error, too. */
	tooEarly: string[];
	close(): Promise<void>;
}

/**
 * Serves a workflow’s webhooks on loopback.
 * @param endpoint `webhook`, or `webhook-test` for a run by hand
 * @param proxyHops how many proxies in front are trusted, as N8N_PROXY_HOPS
 * @param waiting what a call of a resume URL comes to
 */
export const serveWebhooks = async (
	endpoint: string,
	proxyHops: number,
	webhooks: () => RegisteredWebhook[],
	waiting: (call: WaitingCall) => RegisteredWebhook | WaitingRejection,
): Promise<WebhookServer> => {
	const unknown: string[] = [];
	const tooEarly: string[] = [];
	const app = express();
	app.disable('x-powered-by');
	app.set('query parser', 'extended');
	if (proxyHops > 0) app.set('trust proxy', proxyHops);
	app.use(rawBodyReader);
	app.all('/webhook-waiting/:execution/:suffix', async (req, res) => {
		const { execution, suffix } = req.params as { execution: string; suffix: string };
		req.params = {};
		try {
			const url = new URL(req.url ?? '', `http://${req.headers.host}`);
			const found = waiting({ execution, suffix, method: req.method ?? 'GET', url });
			if ('run' in found) await answer(found, req, res);
			else {
				if (found.status === 409) tooEarly.push(`${req.method} ${execution}`);
				send(res, found.status, found.body);
			}
		} catch (error) {
			sendError(res, error as Error);
		}
	});
	app.all(`/${endpoint}/*path`, async (req, res) => {
		const path = (req.params.path as string[]).join('/').replace(/\/$/, '');
		req.params = {};
		try {
			const registered = webhooks();
			// n8n answers this to an `Origin`, and logs nothing if there is no such webhook.
			if (req.method === 'OPTIONS') {
				const methods = registered.filter((each) => each.path === path).map(({ method }) => method);
				if ('origin' in req.headers) {
					res.setHeader('Access-Control-Allow-Methods', ['OPTIONS', ...methods].join(', '));
				}
				res.status(204).send('');
				return;
			}
			const webhook = registered.find(
				(candidate) => candidate.method === req.method && candidate.path === path,
			);
			if (!webhook) {
				unknown.push(`${req.method} ${path}`);
				throw new ResponseError(
					`The requested webhook "${req.method} ${path}" is not registered.`,
					404,
				);
			}
			await answer(webhook, req, res);
		} catch (error) {
			sendError(res, error as Error);
		}
	});

	// n8n listens on `::`, where an IPv4 caller’s address reads `::ffff:127.0.0.1`.
	const server = createServer(app);
	const port = await listenLocally(server, '::ffff:127.0.0.1').catch(() => listenLocally(server));
	return {
		origin: `http://127.0.0.1:${port}`,
		unknown,
		tooEarly,
		close: () => closeServer(server),
	};
};

/** A request to a webhook. */
export interface WebhookCall {
	method?: string;
	headers?: Record<string, string | string[]>;
	/** Sent as it is; an object goes as JSON with its content type. */
	body?: string | Buffer | object;
	/** Added to the URL, with its `?`. */
	query?: string;
	/** The caller’s own address: any of 127.0.0.0/8. */
	ip?: string;
	/** Aborting it hangs up. */
	signal?: AbortSignal;
}

export interface WebhookAnswer {
	status: number;
	headers: IncomingHttpHeaders;
	body: string;
}

/** Calls a URL as a gateway would. Rejects if the connection breaks. */
export const call = async (url: string, options: WebhookCall = {}): Promise<WebhookAnswer> => {
	const { method = 'POST', headers = {}, query = '', ip, signal } = options;
	const isObject = typeof options.body === 'object' && !Buffer.isBuffer(options.body);
	const body = isObject ? JSON.stringify(options.body) : (options.body as string | Buffer);
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		const request = httpRequest(`${url}${query}`, {
			method,
			localAddress: ip,
			signal,
			agent: false,
			headers: { ...(isObject ? { 'content-type': 'application/json' } : {}), ...headers },
		});
		request.on('response', resolve).on('error', reject).end(body);
	});
	const text = (await buffer(response)).toString();
	return { status: response.statusCode ?? 0, headers: response.headers, body: text };
};
