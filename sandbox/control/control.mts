import type { IncomingMessage, ServerResponse } from 'node:http';

import { readText } from '../gateway/requestBody.mts';
import { whyRejected, type GuardOptions } from './guard.mts';
import type { Controlled } from './operation.mts';
import { findOperation, runOperation } from './operations/index.mts';

const reply = (response: ServerResponse, http: number, value?: unknown) => {
	response.writeHead(http, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
	response.end(value === undefined ? '' : JSON.stringify(value));
};

/** The control API: JSON under `/sandbox/`, and an event stream. */
export const createControl = (sandbox: () => Controlled, guard: GuardOptions) => {
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
			const rejected = whyRejected(request, guard);
			if (rejected) return reply(response, 403, { error: rejected });
			const path = (request.url ?? '').replace(/\?.*$/s, '').replace(/^\/sandbox\/?/, '');
			if (request.method === 'GET' && path === 'events') return stream(response);
			try {
				const found = findOperation(request.method, path);
				if (!found) return reply(response, 404, { error: 'No such operation.' });
				const body = await readText(request);
				if (body === null) return reply(response, 413, { error: 'The body is too large.' });
				const value: unknown = body === '' ? {} : JSON.parse(body);
				const answer = await runOperation(found.operation, sandbox(), value, found.id);
				reply(response, answer.http, answer.value);
			} catch (error) {
				reply(response, 400, { error: (error as Error).message });
			}
		},

		close() {
			for (const response of streams) response.destroy();
		},
	};
};
