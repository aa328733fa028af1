import type { IWebhookFunctions } from 'n8n-workflow';
import { readCallback, type Callback } from '../../shared/protocol/callback';
import { InvalidResponseError, isRecord } from '../../shared/protocol/fields';
import { parseMultipart, parseUrlEncoded, readFormCallback } from '../../shared/protocol/form';
import { decodeBody, parsePayload } from '../../shared/protocol/payload';
import { fieldsIn, isMultipartBody, readFiles } from './multipartBody';

/** AT&T's longest message has 4096 characters; escaped and wrapped it stays far below. In bytes. */
export const maxBodyBytes = 64 * 1024;

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;

/** Why a body can't be read, with the status for the caller. */
export interface InvalidBody {
	status: 400 | 413;
	reason: string;
}

const tooLarge: InvalidBody = {
	status: 413,
	reason: `The body is larger than ${maxBodyBytes} bytes`,
};

/** What a body's first characters say of it. Its Content-Type may be wrong or missing. */
const looksLike = {
	document: /^(?:\xef\xbb\xbf)?\s*[{[<]/,
	multipart: /^\s*--[^\s-]/,
	form: /^(?:\xef\xbb\xbf)?\s*[\w.%[\]-]{1,200}(?:=|&|$)/,
};

const isUrlEncoded = (contentType: string): boolean =>
	/^application\/x-www-form-urlencoded/i.test(contentType);

const readBytes = (bytes: Buffer, contentType: string): Callback | undefined => {
	const start = bytes.toString('latin1', 0, 300);
	if (!looksLike.document.test(start)) {
		if (/^multipart\//i.test(contentType) || looksLike.multipart.test(start)) {
			return readFormCallback(parseMultipart(bytes, contentType));
		}
		if (isUrlEncoded(contentType) || (start.includes('=') && looksLike.form.test(start))) {
			return readFormCallback(parseUrlEncoded(bytes, contentType));
		}
	}
	return readCallback(parsePayload(decodeBody(bytes, contentType)));
};

/** Whether the body is larger than any callback, so far as is known before it is read. */
export const isTooLarge = ({ rawBody, headers }: Request): boolean =>
	Buffer.isBuffer(rawBody)
		? rawBody.length > maxBodyBytes
		: Number(headers['content-length'] ?? 0) > maxBodyBytes;

const read = async (context: IWebhookFunctions): Promise<Callback | InvalidBody | undefined> => {
	const request = context.getRequestObject();
	if (isMultipartBody(request.body)) {
		const fields = fieldsIn(request.body);
		const files = await readFiles(context, request.body, maxBodyBytes);
		const size = [...fields, ...(files ?? [])].reduce((sum, [, value]) => sum + value.length, 0);
		if (files === undefined || size > maxBodyBytes) return tooLarge;
		if (size === 0) throw new InvalidResponseError('it is empty');
		return readFormCallback([...fields, ...files]);
	}
	// Above version 1 of a node, n8n does not read a body of an unknown type.
	if (request.rawBody === undefined && request.body === undefined) await request.readRawBody?.();
	if (isTooLarge(request)) return tooLarge;
	const { rawBody, body, headers } = request;
	const contentType = headers['content-type'] ?? '';
	if (Buffer.isBuffer(rawBody) && rawBody.length > 0) return readBytes(rawBody, contentType);
	if (typeof body === 'string') return readBytes(Buffer.from(body), contentType);
	if (isRecord(body) && Object.keys(body).length > 0) {
		return readCallback(body) ?? readFormCallback(fieldsIn({ data: body }));
	}
	throw new InvalidResponseError('it is empty');
};

/**
 * The callback in a request: JSON, XML or a form, whatever its Content-Type, read by n8n or not.
 * Otherwise why there is none.
 */
export const readBody = async (context: IWebhookFunctions): Promise<Callback | InvalidBody> => {
	const rejected = (reason: string): InvalidBody => ({ status: 400, reason });
	try {
		return (await read(context)) ?? rejected('it is neither a message nor a delivery status');
	} catch (error) {
		return rejected(error instanceof InvalidResponseError ? error.message : "it can't be read");
	}
};
