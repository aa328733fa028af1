import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { trimmed } from './credentialHash';

/** A short App Secret of letters alone, unlike AT&T's, may be a word of its error messages. */
const maybeWord = /^[a-z]{0,7}$/i;

/** The values of a credential that no error may show. The App Key is public (RFC 6749, section 2.2). */
export const secretsIn = (credentials: ICredentialDataDecryptedObject): string[] => {
	const appSecret = trimmed(credentials.appSecret);
	const tokens = [credentials.accessToken, credentials.refreshToken].map(trimmed);
	return maybeWord.test(appSecret) ? tokens : [...tokens, appSecret];
};
