import type { IncomingMessage, ServerResponse } from 'node:http';

import { readText } from '../gateway/requestBody.mts';
import { whyRejected, type GuardOptions } from './guard.mts';
import type { Controlled } from './operation.mts';
import { findOperation, runOperation } from './operations/index.mts';
import { stateOf } from './operations/sandbox.mts';

const reply = (response: ServerResponse, http: number, value?: unknown) => {
	response.writeHead(http, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
	response.end(value === undefined ? '' : JSON.stringify(value));
};

/** The control API: JSON under `/sandbox/`, and an event stream. */
export const createControl = (sandbox: () => Controlled, guard: GuardOptions) => {
	const streams = new Set<ServerResponse>();

	/** Server-sent events (HTML standard, 9.2), after a snapshot of everything where one is asked for. */
	const stream = (response: ServerResponse, withSnapshot: boolean) => {
		const write = (type: string, data: unknown) =>
			response.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
		response.writeHead(200, {
			'Content-Type': 'text/event-stream',
			'Cache-Control': 'no-store',
		});
		response.write(': the sandbox\n\n');
		streams.add(response);
		const { history } = sandbox();
		if (withSnapshot) write('snapshot', { state: stateOf(sandbox()), history });
		const unsubscribe = sandbox().subscribe(({ type, data }) => write(type, data));
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
			const [location = '', query = ''] = (request.url ?? '').split('?', 2);
			const path = location.replace(/^\/sandbox\/?/, '');
			if (request.method === 'GET' && path === 'events') {
				return stream(response, query === 'snapshot');
			}
			try {
				const found = findOperation(request.method, path);
				if (!found) return reply(response, 404, { error: 'No such operation.' });
				const body = await readText(request);
				if (body === null) return reply(response, 413, { error: 'The body is too large.' });
				const value: unknown = body === '' ? {} : JSON.parse(body);
				const outcome = await runOperation(found.operation, sandbox(), value, found.id);
				reply(response, outcome.http, outcome.value);
			} catch (error) {
				reply(response, 400, { error: (error as Error).message });
			}
		},

		close() {
			for (const response of streams) response.destroy();
		},
	};
};
