import { GatewayError } from '../errors/gatewayError';

/** No URL of a gateway is longer. To read a hostile host name takes much longer than linear. */
const longestUrl = 2000;

const withoutSlashesAtEnd = (path: string): string => {
	let end = path.length;
	while (path[end - 1] === '/') end--;
	return path.slice(0, end);
};

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The credential's base URL without a trailing slash. Throws a GatewayError if it isn't a URL,
 * carries a user, query or fragment, or is neither HTTPS nor on loopback: the App Secret and the
 * token go to it.
 */
export const checkedBaseUrl = (baseUrl: unknown): string => {
	const text = typeof baseUrl === 'string' ? baseUrl.trim() : '';
	if (text.length > longestUrl || !URL.canParse(text)) {
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
			'The base URL in the credential must have only a scheme, a host and optionally a path',
		);
	}
	return url.origin + withoutSlashesAtEnd(url.pathname);
};
