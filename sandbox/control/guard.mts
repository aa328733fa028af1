import type { IncomingMessage } from 'node:http';

import { isLoopback } from '../callbacks/listeners.mts';

/**
 * Why a request to the control API is rejected, or null. A page of another origin, or a DNS name
 * that an attacker points to this machine (DNS rebinding), could otherwise control the sandbox
 * through the user's browser.
 */
export const whyRejected = ({ headers, method }: IncomingMessage): string | null => {
	const host = headers.host ?? '';
	if (!isLoopback(host.replace(/:\d+$/, ''))) return 'The Host header is not loopback.';
	if (headers.origin !== undefined && headers.origin !== `http://${host}`) {
		return 'Cross-origin requests are rejected.';
	}
	const site = headers['sec-fetch-site'];
	if (site !== undefined && site !== 'same-origin' && site !== 'none') {
		return 'Cross-site requests are rejected.';
	}
	const hasBody = method !== 'GET' && Number(headers['content-length'] ?? 0) > 0;
	if (hasBody && !/^application\/json\b/i.test(headers['content-type'] ?? '')) {
		return 'A body must be application/json.';
	}
	return null;
};
