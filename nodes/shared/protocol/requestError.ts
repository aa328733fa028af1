import { field, list, token } from './fields';
import { parsePayload } from './payload';

/** AT&T's own words for a refusal. */
export interface ApiError {
	/** `POL0001`, `SVC0002`, …; `invalid_client`, … from OAuth; empty where the answer has none. */
	code: string;
	text: string;
	/** What `%1`, `%2`, … in the text stand for: the bad address, say. */
	variables: string[];
}

/** `%1`, `%2`, … in a text stand for its variables, in order. */
const fillIn = (text: string, variables: string[]): string => {
	const filled = text.replace(/%(\d)/g, (mark, n: string) => variables[Number(n) - 1] ?? mark);
	return filled === text && variables.length > 0 ? `${text} (${variables.join(', ')})` : filled;
};

const readRequestError = (payload: unknown): ApiError | undefined => {
	const error = field(payload, 'RequestError');
	const exception = field(error, 'ServiceException') ?? field(error, 'PolicyException');
	if (exception === undefined) return undefined;
	const variables = list(exception, 'Variables').map(String);
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

/**
 * Reads AT&T's words out of an error's body: a `RequestError`, JSON or XML, in either letter case,
 * or an OAuth error. Undefined where the body is neither.
 */
export const readApiError = (body: string): ApiError | undefined => {
	try {
		const payload = parsePayload(body);
		return readRequestError(payload) ?? readOAuthError(payload);
	} catch {
		return undefined;
	}
};
