import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { readText } from './requestBody.mts';
import type { RedirectedRequest } from '../types.mts';

/** A second host on loopback, which records whatever follows a redirect to it. */
export const createRedirectTarget = (
	record: (request: Omit<RedirectedRequest, 'time'>) => void,
) => {
	const server = createServer(async (request, response) => {
		try {
			const body = (await readText(request)) ?? '';
			record({
				method: request.method ?? '',
				path: (request.url ?? '').replace(/\?.*$/s, ''),
				withToken: request.headers.authorization !== undefined,
				body,
			});
			response.writeHead(200, { 'Content-Type': 'application/json' });
			response.end('{}');
		} catch {
			// The client left: nothing to record.
			response.destroy();
		}
	});

	return {
		listen: (host: string) =>
			new Promise<void>((resolve, reject) => {
				server.once('error', reject);
				server.listen({ host, port: 0 }, resolve);
			}),
		port: () => (server.address() as AddressInfo | null)?.port ?? 0,
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};
