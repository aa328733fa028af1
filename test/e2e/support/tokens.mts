import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';

const channel = 'http.server.request.start';

/** The tokens that gateways of this process hand out from now on, access and refresh tokens alike. */
export const watchTokens = (): { tokens: Set<string>; close(): void } => {
	const tokens = new Set<string>();
	const onRequest = (message: unknown) => {
		const { request, response } = message as {
			request: IncomingMessage;
			response: ServerResponse;
		};
		if (request.url !== '/oauth/v4/token') return;
		const end = response.end.bind(response);
		response.end = ((body?: string | Buffer, ...rest: []) => {
			for (const [, token = ''] of String(body).matchAll(
				/"(?:access|refresh)_token":\s*"([^"]+)"/g,
			)) {
				tokens.add(token);
			}
			return end(body, ...rest);
		}) as typeof response.end;
	};
	subscribe(channel, onRequest);
	return { tokens, close: () => void unsubscribe(channel, onRequest) };
};
