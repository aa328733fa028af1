import type { Body } from './serializers.mts';
import { dialects, type Dialect } from './dialects/index.mts';

const policy = 'A policy error occurred';
const privacy = 'Privacy verification failed for this request';

/** The errors that the gateway answers with: HTTP status, AT&T's code and text (%1, %2: the variables). */
const texts = {
	noAuthorization: [400, 'POL0001', `${policy}: the %1 header is missing.`],
	badToken: [401, 'POL0001', `${policy}: the access token is invalid or has expired.`],
	noScope: [403, 'POL0001', `${policy}: the access token does not have the scope %1.`],
	tooManyRequests: [403, 'POL0001', `${policy}: too many requests, the rate limit was exceeded.`],
	quotaExceeded: [403, 'POL0001', `${policy}: the application is exceeding quota level per day.`],
	suspended: [403, 'POL0002', `${privacy}: the application is suspended.`],
	noRight: [403, 'POL0002', `${privacy}: the application has no right to it.`],
	tooManyAddresses: [400, 'POL0003', 'Too many addresses specified in message part %1.'],
	serviceError: [400, 'SVC0001', 'A service error has occurred. Error code is %1.'],
	invalidValue: [400, 'SVC0002', 'Invalid input value for message part %1.'],
	invalidChoice: [400, 'SVC0003', 'Invalid input value for message part %1, valid values are %2.'],
	noValidAddress: [400, 'SVC0004', 'No valid addresses provided in the message part %1.'],
} satisfies Record<string, [number, string, string]>;

type ErrorName = keyof typeof texts;

/** RFC 6749's error codes (section 5.2) that this gateway gives. */
export const oAuthErrors = [
	...(['invalid_request', 'invalid_client', 'unauthorized_client', 'invalid_grant'] as const),
	...(['invalid_scope', 'unsupported_grant_type'] as const),
];
export type OAuthErrorCode = (typeof oAuthErrors)[number];

/** The setting `errorTexts` changes any of them. */
export const errorNames = [...(Object.keys(texts) as ErrorName[]), ...oAuthErrors];

/** Why the gateway rejects a request. */
export interface ApiError {
	name: ErrorName;
	http: number;
	code: string;
	text: string;
	variables: string[];
	headers?: Record<string, string>;
	/** For the history, if it differs from the text. */
	reason?: string;
}

export type ErrorTexts = Partial<
	Record<
		ErrorName | OAuthErrorCode,
		Partial<Pick<ApiError, 'http' | 'code' | 'text' | 'variables'>>
	>
>;

const make = (name: ErrorName, variables: string[] = [], more: Partial<ApiError> = {}) => {
	const [http, code, text] = texts[name] as [number, string, string];
	return { name, http, code, text, variables, ...more } satisfies ApiError;
};

/** Errors by name, with what each depends on. */
export const apiErrors = {
	noAuthorization: () => make('noAuthorization', ['Authorization']),
	badToken: () =>
		make('badToken', [], {
			headers: { 'WWW-Authenticate': 'Bearer realm="api.att.com", error="invalid_token"' },
		}),
	noScope: (scope: string) => make('noScope', [scope]),
	tooManyRequests: (http = 403) => make('tooManyRequests', [], { http, reason: 'throttle' }),
	quotaExceeded: () => make('quotaExceeded', [], { reason: 'quota' }),
	suspended: () => make('suspended'),
	noRight: () => make('noRight'),
	tooManyAddresses: (part: string) => make('tooManyAddresses', [part]),
	serviceError: (http: number, detail: string) => make('serviceError', [detail], { http }),
	invalidValue: (part: string, http = 400) => make('invalidValue', [part], { http }),
	invalidChoice: (part: string, valid: string[]) => make('invalidChoice', [part, valid.join(', ')]),
	noValidAddress: (part: string) => make('noValidAddress', [part]),
};

export const isApiError = (value: object): value is ApiError => 'http' in value && 'code' in value;

/** The error with the setting's text, variables, code and status in place of its own. */
export const withTexts = (apiError: ApiError, texts: ErrorTexts): ApiError => ({
	...apiError,
	...texts[apiError.name],
});

/** The error's text with its variables put in. */
export const inWords = ({ text, variables }: Pick<ApiError, 'text' | 'variables'>): string =>
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
		names: dialect ? dialects[dialect].names : 'att',
		value: {
			[kind]: {
				messageId: code,
				text,
				variables: variables.length > 1 ? variables : (variables[0] ?? ''),
			},
		},
	};
};
