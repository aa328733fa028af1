import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

import { isLoopback } from '../callbacks/listeners.mts';

export interface GuardOptions {
	/** The sandbox may be controlled from other machines. */
	allowOtherHosts: boolean;
	/** The host that it listens on, as in a URL. */
	host: string;
}

/** An address can't be pointed elsewhere as a DNS name can. */
const isOwnHost = (host: string, { allowOtherHosts, host: own }: GuardOptions): boolean =>
	isLoopback(host) ||
	(allowOtherHosts && (host === own || isIP(host.replace(/^\[|\]$/g, '')) !== 0));

/**
 * Why a request to the control API is rejected, or null. A page of another origin, or a DNS name
 * that an attacker points to this machine (DNS rebinding), could otherwise control the sandbox
 * through the user's browser.
 */
export const whyRejected = (request: IncomingMessage, options: GuardOptions): string | null => {
	const { headers, method, socket } = request;
	const host = headers.host ?? '';
	if (!isOwnHost(host.replace(/:\d+$/, ''), options)) return 'The Host header is not loopback.';
	const scheme = 'encrypted' in socket ? 'https' : 'http';
	if (headers.origin !== undefined && headers.origin !== `${scheme}://${host}`) {
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
