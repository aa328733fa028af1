import { maskNumbers, maskSecrets } from '../message/mask';
import type { GatewayErrorKind, GatewayError } from './gatewayError';

/** What a failed request means for what it was to do. Each request has its own. */
export interface OutcomeTexts {
	/** The gateway has certainly not done it. */
	notDone: string;
	/** The gateway may have done it. */
	maybeDone: string;
}

type Words = (failure: GatewayError) => string;

/** What a table says of a code that came from outside, which may be named as what objects inherit. */
const wordsFor = (table: Record<string, string>, code: string): string | undefined =>
	Object.hasOwn(table, code) ? table[code] : undefined;

/** Node.js's codes in words: n8n puts a text of its own over any message in which it finds a code. */
const codeWords: Record<string, string> = {
	ECONNREFUSED: 'the connection was refused',
	ENOTFOUND: 'the host is not known',
	EAI_AGAIN: 'the host could not be looked up',
	EHOSTUNREACH: 'there is no way to the host',
	ENETUNREACH: 'there is no way to the network',
	EADDRNOTAVAIL: 'the address is not available',
	ETIMEDOUT: 'it took too long',
	ECONNABORTED: 'it took too long',
	ECONNRESET: 'the connection was cut',
	EPIPE: 'the connection was cut',
};

// AT&T's texts end with a full stop or not; what follows them brings its own.
const said: Words = ({ message }) =>
	wordsFor(codeWords, message) ?? maskSecrets(maskNumbers(message)).replace(/\.+$/, '');
const gateway: Words = ({ details: { baseUrl } }) =>
	`AT&T's gateway${baseUrl ? ` at ${baseUrl}` : ''}`;
const httpStatus: Words = ({ details }) => `HTTP ${details.httpStatus ?? 'error'}`;

const messages: Record<GatewayErrorKind, Words> = {
	unreachable: (failure) => `No connection to ${gateway(failure)} (${said(failure)})`,
	untrustedCertificate: (failure) =>
		`The certificate of ${gateway(failure)} is not trusted (${said(failure)})`,
	rejected: (failure) => `AT&T refused: ${said(failure)}`,
	unauthorized: (failure) => `AT&T refused the token, and a new one too: ${said(failure)}`,
	throttled: (failure) => `AT&T takes no more requests at the moment: ${said(failure)}`,
	unavailable: (failure) => `AT&T's gateway is not available: ${said(failure)}`,
	redirected: (failure) => `AT&T's gateway answered with a redirect (${httpStatus(failure)})`,
	tokenRejected: (failure) => `AT&T refused to give a token: ${said(failure)}`,
	tokenUnavailable: (failure) => `AT&T gave no token (${said(failure)})`,
	misconfigured: said,
	cancelled: () => 'The execution was stopped before this was sent',
	noResponse: (failure) => `${gateway(failure)} did not answer (${said(failure)})`,
	serverError: (failure) => `AT&T's gateway failed (${httpStatus(failure)}): ${said(failure)}`,
	invalidResponse: (failure) => `AT&T's answer could not be read: ${said(failure)}`,
};

/** What to do about it, by AT&T's code. */
const adviceByCode: Record<string, string> = {
	POL0001:
		'The token lacks the scope SMS, or the app sends more requests than it may. Check that the app on AT&T’s developer site has the SMS API and that the credential’s scope is SMS; else send more slowly.',
	POL0002: 'The app has no right to this: the message or short code belongs to another app.',
	POL0003: 'AT&T takes at most 50 addresses a request.',
	SVC0001: 'The error is on AT&T’s side. Try again later; if it stays, give AT&T its sub-code.',
	SVC0002: 'AT&T names the part of the message that it does not take. Correct it.',
	SVC0003: 'AT&T names the value, and the values that it would take. Correct it.',
	SVC0004:
		'AT&T finds no AT&T Wireless number among the addresses: the API reaches no other carrier’s customers.',
	SVC1000: 'The error is on AT&T’s side. Try again later.',
	invalid_client: 'Check the App Key and App Secret in the credential.',
	invalid_grant: 'Check the App Key and App Secret in the credential.',
	unauthorized_client:
		'The app may not use this: check on AT&T’s developer site that it has the SMS API.',
	invalid_scope:
		'Check the scope in the credential, and that the app on AT&T’s developer site has the SMS API.',
};

const adviceByKind: Partial<Record<GatewayErrorKind, string>> = {
	unreachable: 'Check the base URL in the credential, and that this machine reaches it.',
	untrustedCertificate: 'Check the base URL in the credential.',
	redirected:
		'It was not followed, as the token would go along. Check the base URL in the credential.',
	throttled: 'Send more slowly, or let the node keep trying for longer (Options).',
	unavailable: 'Try again later, or let the node keep trying for longer (Options).',
	unauthorized: 'Check the App Key, App Secret and scope in the credential.',
	tokenRejected: 'Check the App Key and App Secret in the credential.',
	tokenUnavailable: 'Check the base URL in the credential, or try again later.',
};

/** A failure for the person in front of n8n: what happened, what that means, and what to do. */
export const describeError = (
	failure: GatewayError,
	outcomeTexts?: OutcomeTexts,
): { message: string; description: string } => {
	const { kind, details, mayHaveBeenProcessed } = failure;
	const advice = wordsFor(adviceByCode, details.apiError?.code ?? '') ?? adviceByKind[kind];
	const outcome = outcomeTexts?.[mayHaveBeenProcessed ? 'maybeDone' : 'notDone'];
	return {
		message: messages[kind](failure),
		description: [outcome, advice].filter(Boolean).join(' '),
	};
};
