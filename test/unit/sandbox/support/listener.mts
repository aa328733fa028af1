import { createServer, type IncomingHttpHeaders } from 'node:http';

import { closeServer, listenLocally } from '../../../../scripts/lib/localServer.mts';

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
	const port = await listenLocally(server);
	// A test that fails before it closes the listener ends all the same.
	server.unref();
	return {
		url: `http://127.0.0.1:${port}/listener`,
		received,
		close: () => closeServer(server),
	};
};
