import { createHash, timingSafeEqual } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** What of a request can show that the caller knows the secret. */
export interface Caller {
	headers: Record<string, string | string[] | undefined>;
	query: Record<string, unknown>;
}

/** What the caller gave, and what it should have been; for each method of the credential. */
type Proof = (caller: Caller, secret: ICredentialDataDecryptedObject) => [unknown, string];

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const proofs: Record<string, Proof> = {
	urlSecret: ({ query }, { urlSecret }) => [query.secret, text(urlSecret)],
	header: ({ headers }, { headerName, headerSecret }) => {
		const name = text(headerName).trim().toLowerCase();
		return [headers[name], name && text(headerSecret)];
	},
	// RFC 7617; the scheme's letter case means nothing.
	basicAuth: ({ headers }, { user, password }) => [
		text(headers.authorization).replace(/^basic +/i, 'Basic '),
		text(user) && text(password)
			? `Basic ${Buffer.from(`${text(user)}:${text(password)}`).toString('base64')}`
			: '',
	],
};

const prove = (caller: Caller, secret: ICredentialDataDecryptedObject): [unknown, string] => {
	const method = text(secret.method);
	const proof = Object.hasOwn(proofs, method) ? proofs[method] : undefined;
	return proof?.(caller, secret) ?? [undefined, ''];
};

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();

/**
 * What is missing in a listener's credential, in words for its owner; undefined where nothing is.
 * An empty secret would let everybody in.
 */
export const incomplete = (secret: ICredentialDataDecryptedObject): string | undefined => {
	const [, expected] = prove({ headers: {}, query: {} }, secret);
	return expected
		? undefined
		: 'The listener’s credential is not filled in: everybody could call it';
};

/**
 * Whether the caller knows the secret. Compared in a time that does not tell how much of it was
 * right. An unfilled credential lets nobody in.
 */
export const isAuthenticated = (
	caller: Caller,
	secret: ICredentialDataDecryptedObject,
): boolean => {
	const [given, expected] = prove(caller, secret);
	return expected !== '' && timingSafeEqual(digest(text(given)), digest(expected));
};
