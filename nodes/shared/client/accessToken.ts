import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';
import { credentialHash } from './credentialHash';
import { wasAuthenticated } from './requestProgress';
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

/** What this process knows of one credential's tokens. */
interface TokenState {
	/** The last token issued; undefined once AT&T has rejected it. */
	latest?: Token;
	/** Tokens that `latest` replaces: those that AT&T rejected, and earlier ones. */
	replaced: Set<string>;
	/** The token request under way, shared by all that wait for a token. */
	inFlight?: Promise<Token>;
	/** When a token was last issued by the App Secret, by `performance.now()`. */
	appSecretUsedAt: number;
}

/** Credentials to keep a state for; the oldest is forgotten first. */
const maxStates = 1000;
/** Replaced tokens to remember for each credential; requests with an older one are long over. */
const maxReplaced = 50;

const states = new Map<string, TokenState>();

const stateOf = (hash: string): TokenState => {
	const state = states.get(hash) ?? { replaced: new Set<string>(), appSecretUsedAt: -Infinity };
	if (!states.has(hash) && states.size >= maxStates) {
		states.delete(states.keys().next().value as string);
	}
	states.set(hash, state);
	return state;
};

const replace = ({ replaced }: TokenState, accessToken: string): void => {
	replaced.add(accessToken);
	if (replaced.size > maxReplaced) replaced.delete(replaced.values().next().value as string);
};

const reject = (state: TokenState, accessToken: string): void => {
	replace(state, accessToken);
	if (state.latest?.accessToken === accessToken) state.latest = undefined;
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
	if (state.latest) replace(state, state.latest.accessToken);
	if (!refreshToken) state.appSecretUsedAt = performance.now();
	state.replaced.delete(issued.accessToken);
	state.latest = { ...issued, tokenIssuedAt, tokenCredentialHash: hash };
	return state.latest;
};

/** Runs one token request at a time for each credential, so that the last one issued is the latest. */
const shareInFlight = async (state: TokenState, request: () => Promise<Token>): Promise<Token> => {
	state.inFlight ??= request().finally(() => {
		state.inFlight = undefined;
	});
	return await state.inFlight;
};

/**
 * Notes that AT&T rejected the token in a credential, so that it isn't handed out again.
 */
export const rejectToken = (credentials: ICredentialDataDecryptedObject): void => {
	const hash = credentialHash(credentials);
	const { accessToken } = storedToken(credentials, hash);
	if (accessToken) reject(stateOf(hash), accessToken);
};

/**
 * Whether another token may have the scope that the one in a credential lacks. Not where the App
 * Secret brought this one after `since` (by `performance.now()`): AT&T grants the app no more.
 */
export const mayGainScope = (
	credentials: ICredentialDataDecryptedObject,
	since: number,
): boolean => {
	const { latest, appSecretUsedAt } = stateOf(credentialHash(credentials));
	return latest?.accessToken !== credentials.accessToken || appSecretUsedAt < since;
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

	// The credential's test in the editor: a token that was not even tried. Only a new one by the App
	// Secret shows that the App Secret is right, and what scope it gives: a refresh keeps the old
	// scope (RFC 6749, section 6).
	if (accessToken && !wasAuthenticated(credentials)) {
		replace(state, accessToken);
		await state.inFlight?.catch(() => {});
		return await shareInFlight(state, async () => await issueToken(http, credentials, hash, ''));
	}

	const isReplaced = accessToken === '' || state.replaced.has(accessToken);
	if (accessToken) reject(state, accessToken);
	if (state.latest && isReplaced) return state.latest;
	return await shareInFlight(
		state,
		async () => await issueToken(http, credentials, hash, refreshToken),
	);
};
