import type { Body } from './serializers.mts';
import type { Dialect } from './dialects/index.mts';

/** The errors that the gateway answers with. The setting `errorTexts` changes any of them. */
export const errorNames = [
	'noAuthorization',
	'badToken',
	'noScope',
	'tooManyRequests',
	'quotaExceeded',
	'suspended',
	'noRight',
	'tooManyAddresses',
	'serviceError',
	'invalidValue',
	'invalidChoice',
	'noValidAddress',
] as const;

/** Why the gateway rejects a request, in AT&T's codes. */
export interface ApiError {
	name: (typeof errorNames)[number];
	http: number;
	code: string;
	/** AT&T's text; %1, %2 … stand for the variables. */
	text: string;
	variables: string[];
	headers?: Record<string, string>;
	/** For the history, if it differs from the text. */
	reason?: string;
}

export type ErrorTexts = Partial<
	Record<ApiError['name'], Partial<Pick<ApiError, 'http' | 'code' | 'text' | 'variables'>>>
>;

/** Errors by name: what each depends on, and how it reads. */
const policy = 'A policy error occurred';

export const apiErrors = {
	noAuthorization: (): ApiError => ({
		name: 'noAuthorization',
		http: 400,
		code: 'POL0001',
		text: `${policy}: the %1 header is missing.`,
		variables: ['Authorization'],
	}),
	badToken: (): ApiError => ({
		name: 'badToken',
		http: 401,
		code: 'POL0001',
		text: `${policy}: the access token is invalid or has expired.`,
		variables: [],
		headers: { 'WWW-Authenticate': 'Bearer realm="api.att.com", error="invalid_token"' },
	}),
	noScope: (scope: string): ApiError => ({
		name: 'noScope',
		http: 403,
		code: 'POL0001',
		text: `${policy}: the access token does not have the scope %1.`,
		variables: [scope],
	}),
	tooManyRequests: (http = 403): ApiError => ({
		name: 'tooManyRequests',
		http,
		code: 'POL0001',
		text: `${policy}: too many requests, the rate limit was exceeded.`,
		variables: [],
		reason: 'throttle',
	}),
	quotaExceeded: (): ApiError => ({
		name: 'quotaExceeded',
		http: 403,
		code: 'POL0001',
		text: `${policy}: the application is exceeding quota level per day.`,
		variables: [],
		reason: 'quota',
	}),
	suspended: (): ApiError => ({
		name: 'suspended',
		http: 403,
		code: 'POL0002',
		text: 'Privacy verification failed for this request: the application is suspended.',
		variables: [],
	}),
	noRight: (): ApiError => ({
		name: 'noRight',
		http: 403,
		code: 'POL0002',
		text: 'Privacy verification failed for this request: the application has no right to it.',
		variables: [],
	}),
	tooManyAddresses: (part: string): ApiError => ({
		name: 'tooManyAddresses',
		http: 400,
		code: 'POL0003',
		text: 'Too many addresses specified in message part %1.',
		variables: [part],
	}),
	serviceError: (http: number, detail: string): ApiError => ({
		name: 'serviceError',
		http,
		code: 'SVC0001',
		text: 'A service error has occurred. Error code is %1.',
		variables: [detail],
	}),
	invalidValue: (part: string, http = 400): ApiError => ({
		name: 'invalidValue',
		http,
		code: 'SVC0002',
		text: 'Invalid input value for message part %1.',
		variables: [part],
	}),
	invalidChoice: (part: string, valid: string[]): ApiError => ({
		name: 'invalidChoice',
		http: 400,
		code: 'SVC0003',
		text: 'Invalid input value for message part %1, valid values are %2.',
		variables: [part, valid.join(', ')],
	}),
	noValidAddress: (part: string): ApiError => ({
		name: 'noValidAddress',
		http: 400,
		code: 'SVC0004',
		text: 'No valid addresses provided in the message part %1.',
		variables: [part],
	}),
};

export const isApiError = (value: object): value is ApiError => 'http' in value && 'code' in value;

/** The error with the setting's text, variables, code and status in place of its own. */
export const withTexts = (apiError: ApiError, texts: ErrorTexts): ApiError => ({
	...apiError,
	...texts[apiError.name],
});

/** The error's text with its variables put in. */
export const inWords = ({ text, variables }: ApiError): string =>
	text.replace(/%(\d)/g, (whole, index: string) => variables[Number(index) - 1] ?? whole);

/** RFC 6749's error code (section 5.2) for an error of the gateway on a token request. */
const oAuthCode = ({ http, name }: ApiError): string => {
	if (name === 'badToken') return 'invalid_client';
	if (name === 'noScope') return 'invalid_scope';
	if (http === 503 || name === 'tooManyRequests' || name === 'quotaExceeded') {
		return 'temporarily_unavailable';
	}
	return http >= 500 ? 'server_error' : 'invalid_request';
};

/** An error on a token request: RFC 6749's form, always JSON. */
export const oAuthErrorBody = (apiError: ApiError): Body => ({
	root: 'error',
	bare: true,
	names: 'fixed',
	value: { error: oAuthCode(apiError), error_description: inWords(apiError) },
});

/** An error on any other request. `Variables` is a list only if there are several. */
export const apiErrorBody = (apiError: ApiError, dialect: Dialect | null): Body => {
	const { code, text, variables } = apiError;
	const kind = code.startsWith('POL') ? 'policyException' : 'serviceException';
	return {
		root: 'requestError',
		names: dialect?.startsWith('oneApi') ? 'oneApi' : 'att',
		value: {
			[kind]: {
				messageId: code,
				text,
				variables: variables.length > 1 ? variables : (variables[0] ?? ''),
			},
		},
	};
};
