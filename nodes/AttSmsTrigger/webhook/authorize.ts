import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { isIn, readRanges } from './ipAllowlist';
import { isTooLarge, maxBodyBytes } from './readBody';
import { isAuthenticated } from './secret';

export const listenerCredential = 'attSmsWebhookAuthApi';

/** Access denied. The reason is for the owner who tests: a stranger gets the status alone. */
export interface AccessDenied {
	status: 401 | 403 | 413;
	reason: string;
}

/** Undefined if the caller may come in. */
export const authorize = async (
	context: IWebhookFunctions,
	options: IDataObject,
): Promise<AccessDenied | undefined> => {
	const request = context.getRequestObject();
	const ranges = readRanges(String(options.ipAllowlist ?? ''));
	// `ip` is the caller's own behind as many proxies as n8n is set to trust (N8N_PROXY_HOPS).
	if (ranges.length > 0 && !isIn(ranges, request.ip ?? '')) {
		return { status: 403, reason: `${request.ip} is not in IP(s) Allowlist` };
	}
	if (context.getNodeParameter('authentication', 'none') !== 'none') {
		const secret = await context.getCredentials(listenerCredential);
		const caller = { headers: request.headers, query: request.query as Record<string, unknown> };
		if (!isAuthenticated(caller, secret)) {
			return { status: 401, reason: 'The caller did not present the secret of the credential' };
		}
	}
	return isTooLarge(request)
		? { status: 413, reason: `The body is larger than ${maxBodyBytes} bytes` }
		: undefined;
};
