import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
}

/** A listener of the user’s: keeps what comes, and answers as it is told (200 by default). */
export const startListener = async (answer: (count: number) => number | 'silence' = () => 200) => {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (body += chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const status = answer(received.push({ method, path: url, headers, body }));
			if (status === 'silence') return;
			response.writeHead(status, { location: '/elsewhere' });
			response.end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	// A test that fails before it closes the listener ends all the same.
	server.unref();
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/listener`,
		received,
		close: () =>
			new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
};
