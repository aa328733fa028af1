import { maskNumbers, maskSecrets } from '../message/mask';
import { adviceFor } from './advice';
import type { GatewayError, GatewayErrorKind } from './gatewayError';

/** What a failed request means for what it was to do. Each operation has its own. */
export interface OutcomeTexts {
	/** The gateway has certainly not done it. */
	notDone: string;
	/** The gateway may have done it. */
	maybeDone: string;
	/** What to do where AT&T doesn't know what was asked for, if that differs from its usual advice. */
	notFound?: string;
}

/** Codes of Node.js and axios, in words: n8n replaces any message that contains such a code. */
const codeTexts: Record<string, string> = {
	ECONNREFUSED: 'connection refused',
	ENOTFOUND: 'unknown host',
	EAI_AGAIN: 'DNS lookup failed',
	EAI_FAIL: 'DNS lookup failed',
	EHOSTUNREACH: 'no route to host',
	EHOSTDOWN: 'host is down',
	ENETUNREACH: 'network unreachable',
	ENETDOWN: 'network is down',
	EADDRNOTAVAIL: 'address not available',
	ETIMEDOUT: 'timed out',
	ECONNABORTED: 'timed out',
	ERR_CANCELED: 'timed out before the response was complete',
	ECONNRESET: 'connection reset',
	EPIPE: 'connection closed',
	EPROTO: 'TLS handshake failed',
};

type MessageOf = (error: GatewayError) => string;

// AT&T's texts end with or without a full stop. The sentence around them has its own.
const text: MessageOf = ({ message }) =>
	Object.hasOwn(codeTexts, message)
		? (codeTexts[message] as string)
		: maskSecrets(maskNumbers(message)).replace(/\.+$/, '');
const gateway: MessageOf = ({ details: { baseUrl } }) => `AT&T${baseUrl ? ` at ${baseUrl}` : ''}`;
const status: MessageOf = ({ details }) => `HTTP ${details.httpStatus ?? 'error'}`;

const messages: Record<GatewayErrorKind, MessageOf> = {
	unreachable: (error) => `Could not connect to ${gateway(error)} (${text(error)})`,
	untrustedCertificate: (error) =>
		`The TLS certificate of ${gateway(error)} is not trusted (${text(error)})`,
	rejected: (error) => `AT&T rejected the request: ${text(error)}`,
	unauthorized: (error) => `AT&T rejected the access token, and a new one too: ${text(error)}`,
	throttled: (error) => `AT&T is throttling requests: ${text(error)}`,
	unavailable: (error) => `AT&T is temporarily unavailable: ${text(error)}`,
	redirected: (error) => `AT&T responded with a redirect (${status(error)})`,
	seeOther: (error) => `AT&T responded with a redirect (${status(error)})`,
	tokenRejected: (error) => `AT&T rejected the token request: ${text(error)}`,
	tokenUnavailable: (error) => `Could not get an access token from AT&T (${text(error)})`,
	tokenNotStored: (error) => `The new access token could not be saved in n8n (${text(error)})`,
	misconfigured: text,
	cancelled: () => 'The execution was stopped before this request was sent',
	noResponse: (error) => `No response from ${gateway(error)} (${text(error)})`,
	serverError: (error) => `AT&T returned a server error (${status(error)}): ${text(error)}`,
	invalidResponse: (error) => `AT&T's response could not be read: ${text(error)}`,
};

/**
 * An error for the person in front of n8n. The message says what happened, in AT&T's words where it
 * gave any. The description says what that means for the operation, and what to do.
 */
export const describeError = (
	error: GatewayError,
	outcomeTexts?: OutcomeTexts,
): { message: string; description: string } => {
	const outcome = outcomeTexts?.[error.mayHaveBeenProcessed ? 'maybeDone' : 'notDone'];
	return {
		message: messages[error.kind](error),
		description: [outcome, adviceFor(error, outcomeTexts)].filter(Boolean).join(' '),
	};
};
