import { field, list, token } from './fields';
import { parsePayload } from './payload';
import { cutText, htmlText } from './plainText';

/** What the gateway says of an error. */
export interface ApiError {
	/** `POL0001`, `SVC0002`, …; `invalid_client`, … from OAuth. Empty if the response has none. */
	code: string;
	text: string;
	/** The values of `%1`, `%2`, … in the text, such as the bad address. */
	variables: string[];
}

/** The text in a variable, which some gateways put into an object or a list. */
const variableText = (variable: unknown, levels = 3): string => {
	if (typeof variable !== 'object' || variable === null) return String(variable);
	if (levels === 0) return '';
	return Object.values(variable)
		.map((value) => variableText(value, levels - 1))
		.filter(Boolean)
		.join(', ');
};

/** `%1`, `%2`, … in a text are placeholders for its variables, in order. */
const fillIn = (text: string, variables: string[]): string => {
	const filled = text.replace(/%(\d)/g, (mark, n: string) => variables[Number(n) - 1] ?? mark);
	return filled === text && variables.length > 0 ? `${text} (${variables.join(', ')})` : filled;
};

const readRequestError = (payload: unknown): ApiError | undefined => {
	const error = field(payload, 'RequestError');
	const exception = field(error, 'ServiceException') ?? field(error, 'PolicyException');
	if (exception === undefined) return undefined;
	const variables = list(exception, 'Variables').map((variable) => variableText(variable));
	return {
		code: token(exception, 'MessageId'),
		text: fillIn(token(exception, 'Text'), variables),
		variables,
	};
};

/** RFC 6749, section 5.2. */
const readOAuthError = (payload: unknown): ApiError | undefined => {
	const code = token(payload, 'error');
	return code ? { code, text: token(payload, 'error_description'), variables: [] } : undefined;
};

/** An API gateway's `fault`, or SOAP's, which is in an envelope and a body. */
const readFault = (payload: unknown): ApiError | undefined => {
	const body = field(field(payload, 'Envelope'), 'Body');
	const fault = field(payload, 'fault') ?? field(body, 'Fault');
	const text = token(fault, 'faultstring') || token(field(fault, 'Reason'), 'Text');
	const code = token(field(fault, 'detail'), 'errorcode') || token(fault, 'faultcode');
	return text || code ? { code, text, variables: [] } : undefined;
};

const codeNames = ['code', 'errorCode', 'error_code'];
const textNames = [
	'message',
	'errorMessage',
	'error_message',
	'description',
	'detail',
	'title',
	'reason',
];

const firstOf = (parent: unknown, names: string[]): string =>
	names.map((name) => token(parent, name)).find(Boolean) ?? '';

/** A code and a message under the usual names, bare or in an object such as `error` or `errors`. */
const readCodeAndMessage = (payload: unknown): ApiError | undefined => {
	const inner =
		typeof payload === 'object' && payload !== null ? Object.values(payload).flat() : [];
	for (const candidate of [payload, ...inner.slice(0, 10)]) {
		const text = firstOf(candidate, textNames);
		if (text) return { code: firstOf(candidate, codeNames), text, variables: [] };
	}
	return undefined;
};

const isHtml = (body: string): boolean => /<(?:!doctype\s{1,99}html|html|body|title)\b/i.test(body);

const textError = (text: string): ApiError | undefined =>
	text ? { code: '', text, variables: [] } : undefined;

const cut = (error: ApiError | undefined): ApiError | undefined =>
	error && { ...error, code: cutText(error.code), text: cutText(error.text) };

const readParsed = (payload: unknown): ApiError | undefined => {
	if (typeof payload === 'string') return textError(payload);
	return (
		readRequestError(payload) ??
		readFault(payload) ??
		readOAuthError(payload) ??
		readCodeAndMessage(payload)
	);
};

/**
 * Reads the gateway's own words from the body of an error: a `RequestError`, JSON or XML, in either
 * letter case, an OAuth error, the `fault` of an API gateway, a code and a message, plain text, or
 * the text of an HTML page. Cut to a length that fits an error message. Undefined if there are none.
 */
export const readApiError = (body: string): ApiError | undefined => {
	const start = body.slice(0, 64 * 1024).trim();
	if (start.startsWith('<') && isHtml(start.slice(0, 1000))) return textError(htmlText(start));
	try {
		return cut(readParsed(parsePayload(body)));
	} catch {
		return /^[{[<]/.test(start) ? undefined : textError(cutText(start));
	}
};

/**
 * The error in the payload of a 2xx, which is then none: a `RequestError`, a `fault`, an OAuth error,
 * or a code and a message.
 */
export const readPayloadError = (payload: unknown): ApiError | undefined => {
	const hasCodeAndMessage =
		firstOf(payload, codeNames) !== '' && firstOf(payload, textNames) !== '';
	return cut(
		readRequestError(payload) ??
			readFault(payload) ??
			readOAuthError(payload) ??
			(hasCodeAndMessage ? readCodeAndMessage(payload) : undefined),
	);
};
