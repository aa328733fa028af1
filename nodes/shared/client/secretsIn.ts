import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { trimmed } from './credentialHash';

/** AT&T's App Secrets are longer. What is shorter may be a word of its error messages. In characters. */
const shortestAppSecret = 8;

/** The values of a credential that no error may show. The App Key is public (RFC 6749, section 2.2). */
export const secretsIn = (credentials: ICredentialDataDecryptedObject): string[] => {
	const appSecret = trimmed(credentials.appSecret);
	const tokens = [credentials.accessToken, credentials.refreshToken].map(trimmed);
	return appSecret.length < shortestAppSecret ? tokens : [...tokens, appSecret];
};
