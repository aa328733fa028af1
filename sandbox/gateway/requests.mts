import type { IncomingMessage } from 'node:http';

const bodyLimit = 1024 * 1024;

/** Reads a request's body to its end; null when it is larger than 1 MB. */
export const readBody = (request: IncomingMessage): Promise<string | null> =>
	new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		request.on('data', (chunk: Buffer) => {
			size += chunk.length;
			// The rest is read and dropped, so that the answer can be read.
			if (size <= bodyLimit) chunks.push(chunk);
		});
		request.on('end', () =>
			resolve(size > bodyLimit ? null : Buffer.concat(chunks).toString('utf8')),
		);
		request.on('error', reject);
		request.on('close', () => {
			if (!request.complete) reject(new Error('The client left before its request was whole.'));
		});
	});

/** Headers with one value each, as the wire log keeps them. */
export const flatHeaders = (headers: Record<string, unknown>): Record<string, string> =>
	Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
