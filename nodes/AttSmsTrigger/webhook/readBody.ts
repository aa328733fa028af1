import type { IWebhookFunctions } from 'n8n-workflow';
import { readCallback, type Callback } from '../../shared/protocol/callback';
import { InvalidResponseError } from '../../shared/protocol/fields';
import { decodeBody, parsePayload } from '../../shared/protocol/payload';

/** AT&T's longest message has 4096 characters; escaped and wrapped it stays far below. In bytes. */
export const maxBodyBytes = 64 * 1024;

type Request = ReturnType<IWebhookFunctions['getRequestObject']>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Some gateways send JSON or XML labelled as a form. */
const isDocument = (rawBody: unknown): boolean =>
	Buffer.isBuffer(rawBody) && /^(\xef\xbb\xbf)?\s*[{<]/.test(rawBody.toString('latin1', 0, 64));

const isForm = ({ headers, rawBody }: Request): boolean =>
	/^(multipart\/|application\/x-www-form-urlencoded)/i.test(headers['content-type'] ?? '') &&
	!isDocument(rawBody);

/** The fields of a form. n8n (seen in 2.41.1) puts those of a multipart form below `data`. */
const fieldsOf = (body: unknown): Record<string, unknown> | undefined => {
	if (!isRecord(body)) return undefined;
	return isRecord(body.data) && isRecord(body.files) ? body.data : body;
};

/** The callback's own fields, or a callback within the only field, as some gateways wrap it. */
const formPayload = (fields: Record<string, unknown>): unknown => {
	const [only, ...others] = Object.values(fields);
	if (others.length > 0 || typeof only !== 'string' || !/^\s*[{<]/.test(only)) return fields;
	return parsePayload(only);
};

const payloadOf = async (request: Request): Promise<unknown> => {
	const fields = isForm(request) ? fieldsOf(request.body) : undefined;
	if (fields) return formPayload(fields);
	// Above version 1 of a node, n8n leaves bodies of unknown types unread.
	if (request.rawBody === undefined && request.body === undefined) await request.readRawBody?.();
	const { rawBody, body, headers } = request;
	if (Buffer.isBuffer(rawBody) && rawBody.length > 0) {
		return parsePayload(decodeBody(rawBody, headers['content-type'] ?? ''));
	}
	if (typeof body === 'string') return parsePayload(body);
	if (isRecord(body) && Object.keys(body).length > 0) return body;
	throw new InvalidResponseError('it is empty');
};

/** Whether the body is larger than any callback, so far as is known before it is read. */
export const isTooLarge = ({ rawBody, headers }: Request): boolean =>
	Buffer.isBuffer(rawBody)
		? rawBody.length > maxBodyBytes
		: Number(headers['content-length'] ?? 0) > maxBodyBytes;

/**
 * The callback in a request: JSON, XML or a form, whatever its Content-Type, read by n8n or not.
 * A string says why there is none.
 */
export const readBody = async (context: IWebhookFunctions): Promise<Callback | string> => {
	try {
		const payload = await payloadOf(context.getRequestObject());
		return readCallback(payload) ?? 'it is neither a message nor a delivery status';
	} catch (error) {
		return error instanceof InvalidResponseError ? error.message : "it can't be read";
	}
};
