import type {
	IDataObject,
	IHttpRequestMethods,
	IHttpRequestOptions,
	IWebhookFunctions,
} from 'n8n-workflow';
import type { NodeContext } from '../client/nodeContext';
import { toGatewayError } from '../errors/toGatewayError';

/** n8n's default port. */
const defaultPort = 5678;

const requestTimeoutMs = 10_000;

/** The port on which this process takes calls, once one has come in. */
let seenPort: number | undefined;

/** Remembers the port on which a call came in: the way to this n8n by loopback. */
export const rememberPort = (context: IWebhookFunctions): void => {
	const { localPort } = (context.getRequestObject().socket ?? {}) as { localPort?: number };
	seenPort = localPort ?? seenPort;
};

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host);

/** The URL itself, then the same on loopback: the public one may not lead back from inside. */
const waysTo = (url: string): Array<{ url: string; host: string }> => {
	const { host, hostname, port } = new URL(url);
	const ports = new Set([...(seenPort ? [seenPort] : []), Number(port) || defaultPort]);
	const local = [...ports].map((each) => {
		const way = new URL(url);
		way.protocol = 'http:';
		way.hostname = '127.0.0.1';
		way.port = String(each);
		return { url: way.toString(), host };
	});
	const isSame = (way: { url: string }) =>
		isLoopback(hostname) && new URL(way.url).port === port && url.startsWith('http:');
	return [{ url, host }, ...local.filter((way) => !isSame(way))];
};

interface OwnRequest extends Pick<IHttpRequestOptions, 'headers' | 'timeout'> {
	method: IHttpRequestMethods | 'OPTIONS';
	/** JSON. */
	body?: string;
}

/** What this n8n answered to one of its own nodes. */
export interface OwnResponse {
	status: number;
	/** Parsed, if it is JSON. */
	body: unknown;
	headers: IDataObject;
}

const parse = (body: unknown): unknown => {
	if (typeof body !== 'string') return body;
	try {
		return JSON.parse(body) as unknown;
	} catch {
		return body;
	}
};

/** Whose response it is: n8n's own, or possibly that of a proxy or another server. */
export type Source = 'n8n' | 'maybe' | 'other';

type SourceOf = (response: OwnResponse) => Source;

/** A proxy gave up waiting for n8n, which may still be at it (RFC 9110, section 15.6.5; Cloudflare). */
const isProxyTimeout = ({ status }: OwnResponse): boolean => status === 504 || status === 524;

/** Undefined: there was no connection, so that nothing was sent. */
const callOneWay = async (
	context: NodeContext,
	way: { url: string; host: string },
	isPublic: boolean,
	{ method, body, headers = {}, timeout = requestTimeoutMs }: OwnRequest,
): Promise<OwnResponse | 'noResponse' | undefined> => {
	try {
		const response = (await context.helpers.httpRequest({
			method: method as IHttpRequestMethods,
			url: way.url,
			headers: {
				...headers,
				// n8n before 2.41 signs the host too.
				...(!isPublic && { host: way.host }),
				...(body !== undefined && { 'content-type': 'application/json' }),
			},
			body,
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout,
		})) as { statusCode: number; body: unknown; headers?: IDataObject };
		const { statusCode: status, headers: received = {} } = response;
		return { status, body: parse(response.body), headers: received };
	} catch (error) {
		return toGatewayError(error).mayHaveBeenProcessed ? 'noResponse' : undefined;
	}
};

const callEachWay = async (
	context: NodeContext,
	url: string,
	request: OwnRequest,
	sourceOf: SourceOf,
	isIdempotent: boolean,
): Promise<OwnResponse | 'noResponse' | undefined> => {
	let maybe: OwnResponse | undefined;
	for (const way of waysTo(url)) {
		const response = await callOneWay(context, way, way.url === url, request);
		if (response === undefined) continue;
		const isUnclear = response === 'noResponse' || isProxyTimeout(response);
		if (isUnclear && !isIdempotent) return 'noResponse';
		if (response === 'noResponse') continue;
		const source = sourceOf(response);
		if (source === 'n8n') return response;
		if (source === 'maybe') maybe ??= response;
	}
	return maybe;
};

/**
 * Calls this n8n, by its public URL or else by loopback: n8n's own response, or else the first one that
 * may be. Undefined if there is none. The call may be made more than once.
 */
export const callOwnN8n = async (
	context: NodeContext,
	url: string,
	request: OwnRequest,
	sourceOf: SourceOf,
): Promise<OwnResponse | undefined> => {
	const response = await callEachWay(context, url, request, sourceOf, true);
	return response === 'noResponse' ? undefined : response;
};

/**
 * As `callOwnN8n`, for a call that must not be made twice: another way is tried only where nothing
 * was sent. `noResponse`: n8n may have got the call, and said nothing in time.
 */
export const callOwnN8nOnce = async (
	context: NodeContext,
	url: string,
	request: OwnRequest,
	sourceOf: SourceOf,
): Promise<OwnResponse | 'noResponse' | undefined> =>
	await callEachWay(context, url, request, sourceOf, false);

const probeTimeoutMs = 5000;

/**
 * Whether a published trigger takes POST calls at this URL of n8n's. Asked by OPTIONS: n8n answers
 * with the methods that are registered, and logs an error for any other call of an unknown path.
 * `unclear` if something in between answers instead.
 */
export const findWebhook = async (
	context: NodeContext,
	url: string,
): Promise<'published' | 'none' | 'unclear' | 'unreachable'> => {
	const response = await callOwnN8n(
		context,
		url,
		{ method: 'OPTIONS', headers: { origin: new URL(url).origin }, timeout: probeTimeoutMs },
		({ status }) => (status < 500 ? 'n8n' : 'other'),
	);
	if (!response) return 'unreachable';
	const methods = response.headers['access-control-allow-methods'];
	if (typeof methods !== 'string') return 'unclear';
	return methods.includes('POST') ? 'published' : 'none';
};
