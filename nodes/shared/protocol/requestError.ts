import { field, isObject, list, token } from './fields';
import { parsePayload } from './payload';
import { htmlText, joinWords, plainTextOf } from './plainText';

/** An error as the gateway reports it. */
export interface ApiError {
	/** `POL0001`, `SVC0002`, …; `invalid_client`, … from OAuth. Empty if the response has none. */
	code: string;
	text: string;
	/** The values of `%1`, `%2`, … in the text, such as the bad address. */
	variables: string[];
}

/** As long as any text of AT&T's, with its 50 addresses. In characters. */
const longestVariable = 2000;

/** As many as there may be addresses, and more. */
const mostVariables = 100;

/** AT&T's texts have one or two. */
const mostMarks = 20;

/** The text in a variable, which some gateways put into an object or a list. */
const variableText = (variable: unknown, levels = 8): string => {
	if (typeof variable !== 'object' || variable === null) return String(variable);
	if (levels === 0) return '';
	return Object.values(variable)
		.map((value) => variableText(value, levels - 1))
		.filter(Boolean)
		.join(', ');
};

const readVariables = (exception: unknown): string[] =>
	list(exception, 'Variables')
		.slice(0, mostVariables)
		.map((variable) => variableText(variable).slice(0, longestVariable))
		.filter(Boolean);

/** `%1`, `%2`, … in a text are placeholders for its variables, in order. */
const fillIn = (text: string, variables: string[]): string => {
	let marks = 0;
	const filled = text.replace(/%(\d)/g, (mark, n: string) =>
		++marks > mostMarks ? mark : (variables[Number(n) - 1] ?? mark),
	);
	return filled === text && variables.length > 0 ? `${text} (${variables.join(', ')})` : filled;
};

const readRequestError = (payload: unknown): ApiError | undefined => {
	const error = field(payload, 'RequestError');
	const exception = field(error, 'ServiceException') ?? field(error, 'PolicyException') ?? error;
	const code = token(exception, 'MessageId');
	const text = joinWords(token(exception, 'Text'));
	const variables = readVariables(exception);
	if (!code && !text && variables.length === 0) return undefined;
	return { code, text: fillIn(text, variables), variables };
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
	'msg',
	'errorMessage',
	'error_message',
	'description',
	'detail',
	'title',
	'reason',
	'error_description',
];

const firstOf = (parent: unknown, names: string[]): string =>
	names.map((name) => token(parent, name)).find(Boolean) ?? '';

/** An error is in an object such as `error`, which may be in a `response`. */
const maxLevels = 3;

/** A code and a message under the usual names, bare or in objects such as `error` or `errors`. */
const readCodeAndMessage = (payload: unknown): ApiError | undefined => {
	let candidates = [payload];
	for (let level = 0; level < maxLevels; level++) {
		for (const candidate of candidates) {
			const text = firstOf(candidate, textNames);
			if (text) return { code: firstOf(candidate, codeNames), text, variables: [] };
		}
		candidates = candidates
			.flatMap((candidate) => (isObject(candidate) ? Object.values(candidate).flat() : []))
			.filter(isObject)
			.slice(0, 10);
	}
	return undefined;
};

/** The texts in an object of an unknown kind, wherever they are in it. */
const textsIn = (value: unknown, levels = 8): string[] => {
	if (typeof value === 'string') return value.trim() === '' ? [] : [value];
	if (!isObject(value) || levels === 0) return [];
	return Object.values(value).flatMap((inner) => textsIn(inner, levels - 1));
};

const mostTexts = 5;

const textError = (text: string): ApiError | undefined =>
	text ? { code: '', text, variables: [] } : undefined;

const inWords = (error: ApiError | undefined): ApiError | undefined =>
	error && { ...error, code: joinWords(error.code), text: joinWords(error.text) };

const readParsed = (payload: unknown): ApiError | undefined =>
	readRequestError(payload) ??
	readFault(payload) ??
	readOAuthError(payload) ??
	readCodeAndMessage(payload) ??
	textError(textsIn(payload).slice(0, mostTexts).join(', '));

/**
 * Reads the gateway's own words from the body of an error: a `RequestError`, JSON or XML, in either
 * letter case, an OAuth error, the `fault` of an API gateway, a code and a message, plain text, or
 * the text of an HTML page. Else the first texts in it. Up to 64 kB long, as secrets are masked
 * before a text is truncated. Undefined if there are none.
 */
export const readApiError = (body: string): ApiError | undefined => {
	const isMarkup = /^\s{0,999}</.test(body);
	const page = isMarkup ? plainTextOf(body) : '';
	if (page) return textError(page);
	try {
		return inWords(readParsed(parsePayload(body)));
	} catch {
		return textError(isMarkup ? htmlText(body) : joinWords(body));
	}
};

/**
 * The error in the payload of a 2xx: a `RequestError`, a `fault`, an OAuth error, or a code and a
 * message. The latter two aren't errors next to what was asked for (`holdsResult`): some gateways
 * write `"error": "none"` or `"code": 0`.
 */
export const readPayloadError = (payload: unknown, holdsResult = false): ApiError | undefined => {
	const certain = readRequestError(payload) ?? readFault(payload);
	if (certain || holdsResult) return inWords(certain);
	const hasCodeAndMessage =
		firstOf(payload, codeNames) !== '' && firstOf(payload, textNames) !== '';
	return inWords(
		readOAuthError(payload) ?? (hasCodeAndMessage ? readCodeAndMessage(payload) : undefined),
	);
};
