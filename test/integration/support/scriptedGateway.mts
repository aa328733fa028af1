import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { closeServer, listenLocally } from '../../../scripts/lib/localServer.mts';
import { createN8n, type N8n } from '../../support/n8nContexts.mts';
import { closeLater } from '../support.mts';

/** One response of the gateway, given after `afterMs`. */
export interface Scripted {
	http: number;
	/** JSON, or a text that goes out as it is. */
	body?: object | string;
	/** Closes the connection after half of the body. */
	isCut?: boolean;
	headers?: Record<string, string>;
	afterMs?: number;
}

/** How a gateway responds. `token` is the one in the Authorization header. */
export interface Script {
	/** The token request; `count` is how many came before it. */
	token(form: URLSearchParams, count: number): Scripted;
	/** Any other request. */
	api(request: { method: string; url: string; token: string }, count: number): Scripted;
}

export interface ScriptedGateway {
	n8n: N8n;
	url: string;
	/** The forms of the token requests. */
	tokenRequests: URLSearchParams[];
	/** The other requests, with the token that each was sent with. */
	requests: Array<{ method: string; url: string; token: string }>;
}

export const policyError = (text: string) => ({
	RequestError: { PolicyException: { MessageId: 'POL0001', Text: text } },
});

export const accepted = (id: string): Scripted => ({
	http: 201,
	body: { Id: id, ResourceReference: { ResourceUrl: `https://api.att.com/outbox/${id}` } },
});

export const issued = (accessToken: string, refreshToken = ''): Scripted => ({
	http: 200,
	body: {
		access_token: accessToken,
		token_type: 'bearer',
		expires_in: 172_800,
		...(refreshToken && { refresh_token: refreshToken }),
	},
});

const bodyOf = async (request: IncomingMessage): Promise<string> => {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString();
};

/** A gateway that responds by a script, and an n8n whose credential fits it, until the test has ended. */
export const startScriptedGateway = async (
	script: Script,
	credential: Record<string, string> = {},
): Promise<ScriptedGateway> => {
	const tokenRequests: URLSearchParams[] = [];
	const requests: ScriptedGateway['requests'] = [];

	const answer = async (request: IncomingMessage): Promise<Scripted> => {
		const body = await bodyOf(request);
		if (request.url === '/oauth/v4/token') {
			return script.token(
				tokenRequests[tokenRequests.push(new URLSearchParams(body)) - 1]!,
				tokenRequests.length - 1,
			);
		}
		const entry = {
			method: request.method ?? '',
			url: request.url ?? '',
			token: /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '',
		};
		requests.push(entry);
		return script.api(entry, requests.length - 1);
	};
	const respond = async (request: IncomingMessage, response: ServerResponse) => {
		const { http, body, headers, isCut, afterMs = 0 } = await answer(request);
		if (afterMs > 0) await delay(afterMs);
		response.writeHead(http, { 'Content-Type': 'application/json', ...headers });
		const text = typeof body === 'string' ? body : body ? JSON.stringify(body) : '';
		if (isCut) response.write(text.slice(0, text.length / 2), () => response.destroy());
		else response.end(text);
	};
	const server = createServer((request, response) => void respond(request, response));
	const url = `http://127.0.0.1:${await listenLocally(server)}`;
	closeLater({ close: () => closeServer(server) });
	const n8n = await createN8n({
		credential: {
			appKey: `app-${randomUUID()}`,
			appSecret: 'secret',
			baseUrl: url,
			apiVersion: '2',
			scope: 'SMS',
			...credential,
		},
	});
	return { n8n, url, tokenRequests, requests };
};
