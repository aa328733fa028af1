import type { ApiError } from '../protocol/requestError';

export type Reason403 = 'expiredToken' | 'throttled' | 'missingScope';

const mentionsRate = /too many|\brates?\b|quota|thrott|limit|exceed|frequen/i;
const mentionsScope = /\bscope\b|not (authori[sz]ed|permitted|allowed)|permission|privilege/i;

/** The end of a token. A limit that "expires in 60 s" and an "invalid scope" are something else. */
const end =
	'(?:expire(?:d|s)?\\b(?! in\\b)|invalid(?:ated)?\\b(?! scope)|revoked|no(?:t| longer) valid)';
const mentionsTokenEnd = new RegExp(`token.{0,40}${end}|${end}.{0,20}token`, 'i');
const mentionsEnd = /\b(expired|revoked)\b/i;

const isPolicyError = ({ code }: ApiError): boolean => code.toUpperCase() === 'POL0001';

/** A text about neither token, rate nor scope counts as throttling: waiting does no harm. */
const reasonOfPolicyError = (text: string): Reason403 => {
	if (mentionsRate.test(text)) return 'throttled';
	if (mentionsEnd.test(text)) return 'expiredToken';
	return mentionsScope.test(text) ? 'missingScope' : 'throttled';
};

/**
 * Why a gateway answered 403. AT&T uses POL0001 for a missing scope, for an expired token and for too
 * many requests: only the text differs. Other gateways use the codes of RFC 6750, section 3.1,
 * in the body or in `WWW-Authenticate`, or words alone. Undefined for any other reason.
 */
export const reasonOf403 = (
	apiError: ApiError | undefined,
	wwwAuthenticate: string,
): Reason403 | undefined => {
	const codes = `${apiError?.code ?? ''} ${wwwAuthenticate.slice(0, 1000)}`;
	if (/\binsufficient_scope\b/i.test(codes)) return 'missingScope';
	const words = `${codes} ${apiError?.text ?? ''}`;
	if (/\binvalid_token\b/i.test(words) || mentionsTokenEnd.test(words)) return 'expiredToken';
	if (!apiError) return undefined;
	if (isPolicyError(apiError)) return reasonOfPolicyError(apiError.text);
	return /\bscope\b/i.test(apiError.text) ? 'missingScope' : undefined;
};
