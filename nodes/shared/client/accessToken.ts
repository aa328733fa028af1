import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';
import { credentialHash } from './credentialHash';
import { markNewToken, wantsNewToken } from './requestProgress';
import { requestToken } from './tokenRequest';

/** What is kept of a token, in the credential's hidden fields and in this process. */
export interface Token {
	/** Index signature of n8n's IDataObject, as which it is stored. */
	[key: string]: string | number;
	accessToken: string;
	/** Empty where AT&T issued none. */
	refreshToken: string;
	/** When it was requested, in ms since the epoch. For people to see: nothing is decided by it. */
	tokenIssuedAt: number;
	/** The credential that it was issued for, see `credentialHash`. */
	tokenCredentialHash: string;
}

/** The tokens of one credential, in this process. */
interface TokenState {
	/** The last token issued; undefined once AT&T has rejected it. */
	latest?: Token;
	/** Tokens that `latest` replaces: those that AT&T rejected, and earlier ones. */
	replaced: Set<string>;
	/** Those of them that AT&T rejected for their scope. */
	lackScope: Set<string>;
	/** The token request in flight, shared by all that wait for a token. */
	inFlight?: { token: Promise<Token>; byAppSecret: boolean };
	/** The last token issued by the App Secret, and when, by `performance.now()`. */
	byAppSecret?: { accessToken: string; issuedAt: number };
}

/** Credentials to keep a state for; the oldest is forgotten first. */
const maxStates = 1000;
/** Tokens to remember in each set; requests with an older one are long over. */
const maxTokens = 50;

const states = new Map<string, TokenState>();

const stateOf = (hash: string): TokenState => {
	const known = states.get(hash);
	if (known) return known;
	if (states.size >= maxStates) states.delete(states.keys().next().value as string);
	const state: TokenState = { replaced: new Set(), lackScope: new Set() };
	states.set(hash, state);
	return state;
};

const remember = (tokens: Set<string>, accessToken: string): void => {
	tokens.add(accessToken);
	if (tokens.size > maxTokens) tokens.delete(tokens.values().next().value as string);
};

const reject = (state: TokenState, accessToken: string): void => {
	// One that this process has not replaced yet is the latest, or newer: another process stored it.
	if (!state.replaced.has(accessToken)) state.latest = undefined;
	remember(state.replaced, accessToken);
};

/** The stored token that belongs to the credential as it is now. */
const storedToken = (credentials: ICredentialDataDecryptedObject, hash: string) => {
	const isOwn = credentials.tokenCredentialHash === hash;
	return {
		accessToken: isOwn ? String(credentials.accessToken ?? '') : '',
		refreshToken: isOwn ? String(credentials.refreshToken ?? '') : '',
	};
};

const issueToken = async (
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
	hash: string,
	refreshToken: string,
): Promise<Token> => {
	const state = stateOf(hash);
	const tokenIssuedAt = Date.now();
	const issued = await requestToken(http, credentials, refreshToken);
	const { accessToken } = issued;
	if (state.latest) remember(state.replaced, state.latest.accessToken);
	if (!refreshToken) state.byAppSecret = { accessToken, issuedAt: performance.now() };
	state.replaced.delete(accessToken);
	state.lackScope.delete(accessToken);
	state.latest = { ...issued, tokenIssuedAt, tokenCredentialHash: hash };
	return state.latest;
};

/** Makes one token request at a time for each credential, so that the last one issued is the latest. */
const shareInFlight = async (
	state: TokenState,
	byAppSecret: boolean,
	request: () => Promise<Token>,
): Promise<Token> => {
	state.inFlight ??= {
		byAppSecret,
		token: request().finally(() => {
			state.inFlight = undefined;
		}),
	};
	return await state.inFlight.token;
};

/** A credential to fetch another token with, by the refresh token if that helps. */
const cleared = (
	credentials: ICredentialDataDecryptedObject,
	lacksScope: boolean,
): ICredentialDataDecryptedObject => ({
	...credentials,
	accessToken: '',
	// A refresh keeps the scope that was granted first (RFC 6749, section 6).
	...(lacksScope && { refreshToken: '' }),
});

/**
 * A copy of the credential for one request, without a token that AT&T is known to reject. `since`,
 * by `performance.now()`, is when the run began: a token without the scope is replaced once a run.
 */
export const credentialsForRequest = (
	credentials: ICredentialDataDecryptedObject,
	since: number,
): ICredentialDataDecryptedObject => {
	const hash = credentialHash(credentials);
	const { replaced, lackScope, byAppSecret } = stateOf(hash);
	const { accessToken } = storedToken(credentials, hash);
	if (!replaced.has(accessToken)) return { ...credentials };
	if (!lackScope.has(accessToken)) return cleared(credentials, false);
	const isReplacedInRun = byAppSecret !== undefined && byAppSecret.issuedAt >= since;
	return isReplacedInRun && byAppSecret.accessToken === accessToken
		? { ...credentials }
		: cleared(credentials, true);
};

/**
 * Notes that AT&T rejected the token in a credential, so that it isn't handed out again. Returns the
 * credential to repeat the request with; undefined where another token is no better: AT&T grants the
 * app no more scope than it gave the token that the App Secret brought.
 */
export const replaceToken = (
	credentials: ICredentialDataDecryptedObject,
	lacksScope: boolean,
): ICredentialDataDecryptedObject | undefined => {
	const hash = credentialHash(credentials);
	const state = stateOf(hash);
	const { accessToken } = storedToken(credentials, hash);
	if (accessToken) {
		reject(state, accessToken);
		if (lacksScope) remember(state.lackScope, accessToken);
	}
	const isFinal = lacksScope && state.byAppSecret?.accessToken === accessToken;
	return isFinal ? undefined : cleared(credentials, lacksScope);
};

/**
 * A token for a request that has none, or whose token AT&T rejected. n8n asks for each such request
 * by itself; calls that overlap share one token request, and later ones get the token that it
 * brought. Which token replaces which is decided by what AT&T rejected, never by a clock.
 * Throws a GatewayError.
 */
export const getAccessToken = async (
	http: IHttpRequestHelper,
	credentials: ICredentialDataDecryptedObject,
): Promise<Token> => {
	const hash = credentialHash(credentials);
	const state = stateOf(hash);
	const { accessToken, refreshToken } = storedToken(credentials, hash);

	if (wantsNewToken(credentials)) {
		if (accessToken) remember(state.replaced, accessToken);
		if (state.inFlight?.byAppSecret === false) await state.inFlight.token.catch(() => {});
		const token = await shareInFlight(
			state,
			true,
			async () => await issueToken(http, credentials, hash, ''),
		);
		markNewToken(credentials);
		return token;
	}
	if (accessToken) reject(state, accessToken);
	return (
		state.latest ??
		(await shareInFlight(
			state,
			refreshToken === '',
			async () => await issueToken(http, credentials, hash, refreshToken),
		))
	);
};
