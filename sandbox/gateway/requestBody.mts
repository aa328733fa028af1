import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

const bodyLimit = 1024 * 1024;

/** Reads a request's body to its end; null if it is larger than 1 MB. Rejects if the client leaves. */
export const readBytes = (request: IncomingMessage): Promise<Buffer | null> =>
	new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		request.on('data', (chunk: Buffer) => {
			size += chunk.length;
			// The rest is read and dropped, so that the client can read the response.
			if (size <= bodyLimit) chunks.push(chunk);
		});
		request.on('end', () => resolve(size > bodyLimit ? null : Buffer.concat(chunks)));
		request.on('error', reject);
		request.on('close', () => {
			if (!request.complete) reject(new Error('The client left before its request was complete.'));
		});
	});

/** The same, as UTF-8 text. */
export const readText = async (request: IncomingMessage): Promise<string | null> =>
	(await readBytes(request))?.toString('utf8') ?? null;

const options = { maxOutputLength: bodyLimit };
const decompressors: Record<string, (body: Buffer) => Buffer> = {
	gzip: (body) => gunzipSync(body, options),
	'x-gzip': (body) => gunzipSync(body, options),
	deflate: (body) => inflateSync(body, options),
	br: (body) => brotliDecompressSync(body, options),
	identity: (body) => body,
};

const latin1 = /^(iso-?8859-1|latin-?1|l1)$/i;
const ucs2 = /^(iso-10646-)?ucs-?2$/i;
/** What JSON, XML and forms are written with is the same in it as in ASCII. */
const gsm = /^gsm[\s-]?7?([\s-]?bit)?$/i;

/** Decodes text. Node's own Latin-1: a TextDecoder takes the name for Windows-1252. */
const decode = (body: Buffer, charset: string): string => {
	if (latin1.test(charset)) return body.toString('latin1');
	const byteOrder = body[0] === 0 || body[0] === 0xfe ? 'utf-16be' : 'utf-16le';
	const name = ucs2.test(charset) ? byteOrder : gsm.test(charset) ? 'utf-8' : charset;
	return new TextDecoder(name, { fatal: true }).decode(body);
};

/**
 * A body as text. The character set is the charset of the Content-Type; "the character set encoding
 * is controlled by use of the Content-Encoding parameter" (AT&T's page), so that header may name
 * one, as well as a compression. Throws if one isn't known, or the bytes don't fit.
 */
export const decodeBody = (body: Buffer, headers: IncomingHttpHeaders): string => {
	let charset = /;\s*charset\s*=\s*"?([^";]+)/i.exec(headers['content-type'] ?? '')?.[1];
	let bytes = body;
	const encodings = (headers['content-encoding'] ?? '').split(',').map((each) => each.trim());
	for (const encoding of encodings.filter(Boolean).reverse()) {
		const decompress = decompressors[encoding.toLowerCase()];
		if (decompress) bytes = decompress(bytes);
		else charset = encoding;
	}
	return decode(bytes, charset?.trim() ?? 'utf-8');
};

/** Headers with one value each, as the wire log keeps them. */
export const flatHeaders = (headers: Record<string, unknown>): Record<string, string> =>
	Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
