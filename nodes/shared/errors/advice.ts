import type { OutcomeTexts } from './errorMessages';
import type { GatewayError, GatewayErrorKind } from './gatewayError';

/** What to do, by AT&T's code ("Errors" in AT&T's page) or OAuth's (RFC 6749, section 5.2). */
const byCode: Record<string, string> = {
	POL0001:
		"Check that the app on AT&T's developer site has the SMS API, and that the credential's scope is SMS.",
	POL0002:
		'The app has no access to this resource: the message or short code belongs to another app.',
	POL0003: 'AT&T accepts at most 50 addresses per request.',
	SVC0001: "The error is on AT&T's side. Try again later. If it persists, give AT&T the sub-code.",
	SVC0002: 'AT&T names the part of the message that is invalid. Correct it.',
	SVC0003: 'AT&T names the invalid value and the valid ones. Correct it.',
	SVC0004:
		'None of the addresses is an AT&T Wireless number. The API does not reach customers of other carriers.',
	SVC1000: "The error is on AT&T's side. Try again later.",
	invalid_client: 'Check the App Key and App Secret in the credential.',
	invalid_grant: 'Check the App Key and App Secret in the credential.',
	unauthorized_client:
		"The app is not allowed to do this. Check on AT&T's developer site that it has the SMS API.",
	insufficient_scope:
		"Check the scope in the credential, and that the app on AT&T's developer site has the SMS API.",
	invalid_scope:
		"Check the scope in the credential, and that the app on AT&T's developer site has the SMS API.",
};

/** What to do, by the kind of error. */
const byKind: Partial<Record<GatewayErrorKind, string>> = {
	unreachable: 'Check the base URL in the credential, and that this machine can reach it.',
	untrustedCertificate: 'Check the base URL in the credential.',
	rejected: 'Check the fields of this node, and the base URL and API version in the credential.',
	redirected:
		'It was not followed, because the token would be sent along. Check the base URL in the credential.',
	seeOther:
		'It was not followed, because the token would be sent along. Check the base URL in the credential.',
	throttled: 'Send more slowly, or raise Max Retry Time (Options).',
	unavailable: 'Try again later, or raise Max Retry Time (Options).',
	unauthorized: 'Check the App Key, App Secret and scope in the credential.',
	tokenRejected: 'Check the App Key and App Secret in the credential.',
	tokenUnavailable: 'Check the base URL in the credential, or try again later.',
	tokenNotStored: "Check that n8n's database is available, and try again.",
};

/** Codes for a resource that AT&T does not know. */
const notFoundCodes = new Set(['SVC0002', 'SVC0003', 'SVC0004']);

const isNotFound = ({ kind, details: { httpStatus, apiError } }: GatewayError): boolean =>
	kind === 'rejected' &&
	(httpStatus === 404 || httpStatus === 410 || notFoundCodes.has(apiError?.code ?? ''));

/** What to do about an error, in a sentence or two; empty where there is nothing to say. */
export const adviceFor = (error: GatewayError, outcomeTexts?: OutcomeTexts): string => {
	if (outcomeTexts?.notFound && isNotFound(error)) return outcomeTexts.notFound;
	const code = error.details.apiError?.code ?? '';
	// AT&T's code for throttling is also its code for a missing scope.
	if (error.kind !== 'throttled' && Object.hasOwn(byCode, code)) return byCode[code] as string;
	return byKind[error.kind] ?? '';
};
