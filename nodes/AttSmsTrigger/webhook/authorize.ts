import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { isIn, readRanges } from './ipAllowlist';
import { isAuthenticated } from './secret';

export const listenerCredential = 'attSmsWebhookAuthApi';

/** AT&T's longest message has 4096 characters; escaped and wrapped it stays far below. In bytes. */
const maxBody = 64 * 1024;

/** Undefined where the caller may come in, else the HTTP status that turns it away. */
export const authorize = async (
	context: IWebhookFunctions,
): Promise<401 | 403 | 413 | undefined> => {
	const request = context.getRequestObject();
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const ranges = readRanges(String(options.ipAllowlist ?? ''));
	// `ip` is the caller's own behind as many proxies as n8n was told to trust (N8N_PROXY_HOPS).
	if (ranges.length > 0 && !isIn(ranges, request.ip ?? '')) return 403;
	if (context.getNodeParameter('authentication', 'none') !== 'none') {
		const secret = await context.getCredentials(listenerCredential);
		const caller = { headers: request.headers, query: request.query as Record<string, unknown> };
		if (!isAuthenticated(caller, secret)) return 401;
	}
	return Buffer.isBuffer(request.rawBody) && request.rawBody.length > maxBody ? 413 : undefined;
};
