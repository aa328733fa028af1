import { createHash } from 'crypto';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** A credential's field without the blanks and line breaks that come with copying it. */
export const trimmed = (value: unknown): string => String(value ?? '').trim();

/**
 * A digest of everything that a token depends on. A stored token with another digest is never sent:
 * the App Key or the base URL has changed since.
 */
export const credentialHash = ({
	baseUrl,
	appKey,
	appSecret,
	scope,
}: ICredentialDataDecryptedObject): string =>
	createHash('sha256')
		.update(JSON.stringify([baseUrl, appKey, appSecret, scope].map(trimmed)))
		.digest('hex');
