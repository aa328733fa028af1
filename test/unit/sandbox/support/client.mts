import { Agent, request } from 'undici';

import { startSandbox } from '../../../../sandbox/index.mts';
import type { Sandbox, SandboxOptions } from '../../../../sandbox/types.mts';

/** Without keep-alive: a fault on one connection must not meet the next request. */
const dispatcher = new Agent({ pipelining: 0 });

export interface Reply {
	http: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
	json: any;
}

export interface Call {
	method?: 'GET' | 'POST' | 'DELETE';
	json?: unknown;
	/** A body as it is. Without a Content-Type unless the headers give one. */
	text?: string | Buffer;
	form?: Record<string, string>;
	headers?: Record<string, string>;
	signal?: AbortSignal;
}

/** One request to a URL, read to its end. Redirects are not followed. */
export const fetchUrl = async (url: string, call: Call = {}): Promise<Reply> => {
	const { json, form, headers, signal } = call;
	const body =
		json !== undefined
			? JSON.stringify(json)
			: (call.text ?? (form && new URLSearchParams(form).toString()));
	const type =
		json !== undefined ? 'application/json' : form && 'application/x-www-form-urlencoded';
	const answer = await request(url, {
		method: call.method ?? (body === undefined ? 'GET' : 'POST'),
		headers: { ...(type && { 'content-type': type }), ...headers },
		body,
		signal,
		dispatcher,
	});
	const text = await answer.body.text();
	return {
		http: answer.statusCode,
		headers: answer.headers,
		text,
		get json() {
			return JSON.parse(text);
		},
	};
};

export const appKey = 'sandbox-app-key';
export const appSecret = 'sandbox-app-secret';
export const credentials = { client_id: appKey, client_secret: appSecret };

export interface Client {
	sandbox: Sandbox;
	/** With a token that holds, unless the headers say otherwise. */
	api(path: string, call?: Call): Promise<Reply>;
	token(form: Record<string, string>): Promise<Reply>;
	sendV2(address: unknown, message?: unknown, more?: Record<string, unknown>): Promise<Reply>;
	inboxV2(): Promise<Reply>;
}

const open = new Set<Sandbox>();

export const startClient = async (options: SandboxOptions = {}): Promise<Client> => {
	const sandbox = await startSandbox(options);
	open.add(sandbox);
	const { accessToken } = sandbox.grantToken();
	const api: Client['api'] = (path, call = {}) =>
		fetchUrl(sandbox.url + path, {
			...call,
			headers: { authorization: `Bearer ${accessToken}`, ...call.headers },
		});
	return {
		sandbox,
		api,
		token: (form) => fetchUrl(`${sandbox.url}/oauth/v4/token`, { form }),
		sendV2: (address, message = 'Hello', more = {}) =>
			api('/rest/sms/2/messaging/outbox', {
				json: { Address: address, Message: message, ...more },
			}),
		inboxV2: () => api('/rest/sms/2/messaging/inbox?RegistrationID=22627000'),
	};
};

/** For `afterEach`: no sandbox outlives its test. */
export const closeAll = async () => {
	await Promise.all([...open].map((sandbox) => sandbox.close()));
	open.clear();
};
