import { GatewayError } from '../errors/gatewayError';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The credential's base URL without a trailing slash. Throws a GatewayError where it is no URL,
 * carries a user, query or fragment, or is neither HTTPS nor on loopback: the App Secret and the
 * token go to it.
 */
export const checkedBaseUrl = (baseUrl: unknown): string => {
	const text = typeof baseUrl === 'string' ? baseUrl.trim() : '';
	if (!URL.canParse(text)) {
		throw new GatewayError('misconfigured', 'The base URL in the credential is not a URL');
	}
	const url = new URL(text);
	const secure =
		url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname));
	if (!secure) {
		throw new GatewayError(
			'misconfigured',
			'The base URL in the credential must begin with https://: the App Secret and the token are sent to it',
		);
	}
	if (url.username || url.password || url.search || url.hash) {
		throw new GatewayError(
			'misconfigured',
			'The base URL in the credential must be just a scheme, a host and perhaps a path',
		);
	}
	return url.origin + url.pathname.replace(/\/+$/, '');
};
