import { decodeBody } from '../protocol/payload';

/** An HTTP response before its body is parsed. */
export interface HttpResponse {
	httpStatus: number;
	/** Names in lower case, as Node.js has them. */
	headers: Record<string, unknown>;
	body: Buffer;
}

/** What n8n's HTTP helper returns for `returnFullResponse` and `encoding: 'arraybuffer'`. */
interface FullResponse {
	statusCode: number;
	headers: Record<string, unknown>;
	body: unknown;
}

const isFullResponse = (value: unknown): value is FullResponse =>
	typeof value === 'object' && value !== null && 'statusCode' in value && 'body' in value;

/** A response body as a Buffer, whatever n8n made of it. */
export const toBuffer = (data: unknown): Buffer => {
	if (Buffer.isBuffer(data)) return data;
	if (data instanceof ArrayBuffer) return Buffer.from(data);
	return Buffer.from(typeof data === 'string' ? data : JSON.stringify(data ?? ''));
};

/** Reads what n8n's HTTP helper returned. Undefined where it isn't a full response. */
export const toHttpResponse = (response: unknown): HttpResponse | undefined =>
	isFullResponse(response)
		? {
				httpStatus: response.statusCode,
				headers: response.headers,
				body: toBuffer(response.body),
			}
		: undefined;

/** A header's value; empty if it isn't there. `name` is in lower case. */
export const header = ({ headers }: HttpResponse, name: string): string => {
	const value = headers[name];
	return typeof value === 'string' ? value : '';
};

/** The body as text, decoded by the charset of its Content-Type. */
export const bodyText = (response: HttpResponse): string =>
	decodeBody(response.body, header(response, 'content-type'));

/** `Retry-After` in whole ms: seconds, or a date (RFC 9110, section 10.2.3). */
export const retryAfterMs = (response: HttpResponse): number | undefined => {
	const value = header(response, 'retry-after').trim();
	if (value === '') return undefined;
	// The header's date is a time of day, so here the wall clock is the right one.
	const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
	return Number.isNaN(ms) ? undefined : Math.max(0, ms);
};
