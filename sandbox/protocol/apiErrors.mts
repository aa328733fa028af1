import type { Body } from './serializers.mts';
import type { Dialect } from '../types.mts';

/** Why the gateway doesn't do what it was asked, in AT&T's codes. */
export interface ApiError {
	http: number;
	code: string;
	/** AT&T's text; %1, %2 … stand for the variables. */
	text: string;
	variables: string[];
	headers?: Record<string, string>;
	/** For the history, where the text doesn't say it. */
	reason?: string;
}

const badToken = 'Bearer realm="api.att.com", error="invalid_token"';

export const apiErrors = {
	noAuthorization: (): ApiError => ({
		http: 400,
		code: 'POL0001',
		text: 'A policy error occurred: the %1 header is missing.',
		variables: ['Authorization'],
	}),
	badToken: (): ApiError => ({
		http: 401,
		code: 'POL0001',
		text: 'A policy error occurred: the access token is invalid or has expired.',
		variables: [],
		headers: { 'WWW-Authenticate': badToken },
	}),
	noScope: (scope: string): ApiError => ({
		http: 403,
		code: 'POL0001',
		text: 'A policy error occurred: the access token does not have the scope %1.',
		variables: [scope],
	}),
	tooManyRequests: (http = 403): ApiError => ({
		http,
		code: 'POL0001',
		text: 'A policy error occurred: too many requests, the rate limit was exceeded.',
		variables: [],
		reason: 'throttle',
	}),
	noRight: (): ApiError => ({
		http: 403,
		code: 'POL0002',
		text: 'Privacy verification failed for this request: the application has no right to it.',
		variables: [],
	}),
	tooManyAddresses: (): ApiError => ({
		http: 400,
		code: 'POL0003',
		text: 'Too many addresses specified in message part %1.',
		variables: ['Address'],
	}),
	serviceError: (http: number, detail: string): ApiError => ({
		http,
		code: 'SVC0001',
		text: 'A service error has occurred. Error code is %1.',
		variables: [detail],
	}),
	invalidValue: (part: string, http = 400): ApiError => ({
		http,
		code: 'SVC0002',
		text: 'Invalid input value for message part %1.',
		variables: [part],
	}),
	invalidChoice: (part: string, valid: string[]): ApiError => ({
		http: 400,
		code: 'SVC0003',
		text: 'Invalid input value for message part %1, valid values are %2.',
		variables: [part, valid.join(', ')],
	}),
	noValidAddress: (part: string): ApiError => ({
		http: 400,
		code: 'SVC0004',
		text: 'No valid addresses provided in the message part %1.',
		variables: [part],
	}),
};

/** The apiError with its variables put in. */
export const inWords = ({ text, variables }: ApiError): string =>
	text.replace(/%(\d)/g, (whole, index: string) => variables[Number(index) - 1] ?? whole);

/** RFC 6749's error code (section 5.2) for an error of the gateway on a token request. */
const oAuthCode = ({ http, code, reason }: ApiError): string => {
	if (http === 401) return 'invalid_client';
	if (http === 429 || http === 503 || reason === 'throttle') return 'temporarily_unavailable';
	if (http >= 500) return 'server_error';
	return code === 'POL0001' && http === 403 ? 'invalid_scope' : 'invalid_request';
};

/** An error on a token request: RFC 6749's form, always JSON. */
export const oAuthErrorBody = (apiError: ApiError): Body => ({
	root: 'error',
	bare: true,
	names: 'fixed',
	value: { error: oAuthCode(apiError), error_description: inWords(apiError) },
});

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
