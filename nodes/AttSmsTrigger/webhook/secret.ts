import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { timingSafeEqualTexts } from '../timingSafe';

/** The parts of a request that can hold the secret. */
export interface Caller {
	headers: Record<string, string | string[] | undefined>;
	query: Record<string, unknown>;
}

/** What the caller gave, and what it should have been; for each method of the credential. */
type Proof = (caller: Caller, secret: ICredentialDataDecryptedObject) => [unknown, string];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Without the blanks and line breaks that come along with what is pasted. */
const secretText = (value: unknown): string => text(value).trim();

const proofs: Record<string, Proof> = {
	urlSecret: ({ query }, { urlSecret }) => [query.secret, secretText(urlSecret)],
	header: ({ headers }, { headerName, headerSecret }) => {
		const name = text(headerName).trim().toLowerCase();
		return [headers[name], name && secretText(headerSecret)];
	},
	// RFC 7617; the scheme is case-insensitive.
	basicAuth: ({ headers }, { user, password }) => {
		const [name, word] = [secretText(user), secretText(password)];
		return [
			text(headers.authorization).replace(/^basic +/i, 'Basic '),
			name && word ? `Basic ${Buffer.from(`${name}:${word}`).toString('base64')}` : '',
		];
	},
};

const prove = (caller: Caller, secret: ICredentialDataDecryptedObject): [unknown, string] => {
	const method = text(secret.method);
	const proof = Object.hasOwn(proofs, method) ? proofs[method] : undefined;
	return proof?.(caller, secret) ?? [undefined, ''];
};

/**
 * An error message for a credential that isn't filled in; undefined if it is. Without a secret,
 * anyone could call the URL.
 */
export const incomplete = (secret: ICredentialDataDecryptedObject): string | undefined => {
	const [, expected] = prove({ headers: {}, query: {} }, secret);
	return expected
		? undefined
		: 'The AT&T SMS Webhook Auth API credential is not filled in: without a secret, anyone could call this URL';
};

/** The minimum length of a secret, as in the descriptions of the credential's fields. */
const minLength = 16;

/** The field that holds the secret of each method, and whether it is written into the URL. */
const secretFields: Record<string, { name: string; displayName: string; isInUrl?: boolean }> = {
	urlSecret: { name: 'urlSecret', displayName: 'Secret', isInUrl: true },
	header: { name: 'headerSecret', displayName: 'Value' },
	basicAuth: { name: 'password', displayName: 'Password', isInUrl: true },
};

/** An error message for a secret that is easy to guess, or can't be in a URL; undefined otherwise. */
export const unusable = (secret: ICredentialDataDecryptedObject): string | undefined => {
	const field = secretFields[text(secret.method)];
	if (!field) return undefined;
	const value = secretText(secret[field.name]);
	if (value.length < minLength) {
		return `${field.displayName} has ${value.length} characters, and needs at least ${minLength}: anyone who guesses it could call this URL`;
	}
	// RFC 3986, section 2.3: what needs no escape in a URL.
	return field.isInUrl && !/^[\w.~-]+$/.test(value)
		? `${field.displayName} has characters that a URL can't hold: use letters and digits only`
		: undefined;
};

/**
 * Whether the caller has the secret, compared in constant time. False for every caller if the
 * credential isn't filled in.
 */
export const isAuthenticated = (
	caller: Caller,
	secret: ICredentialDataDecryptedObject,
): boolean => {
	const [given, expected] = prove(caller, secret);
	return expected !== '' && timingSafeEqualTexts(text(given), expected);
};
