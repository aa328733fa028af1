import { field, list, token } from './fields';

/** The URL in a `ResourceReference`, or in a bare `resourceURL`. Empty if there is neither. */
export const readResourceUrl = (parent: unknown): string =>
	token(field(parent, 'ResourceReference'), 'ResourceUrl') || token(parent, 'ResourceUrl');

/** A URL's path without query, fragment and trailing slashes, split at its slashes. */
const segmentsOf = (url: string): string[] => {
	const segments = (url.split(/[?#]/, 1)[0] ?? '').split('/');
	while (segments.at(-1) === '') segments.pop();
	return segments;
};

/**
 * The message id in a resource URL: the last segment of `…/outbound/{senderAddress}/requests/{id}`
 * or `…/outbox/{id}`, with or without `/deliveryInfos` after it.
 */
export const messageIdIn = (resourceUrl: string): string => {
	const segments = segmentsOf(resourceUrl);
	if (segments.at(-1)?.toLowerCase() === 'deliveryinfos') segments.pop();
	return segments.at(-1) ?? '';
};

/** Segments before a message's id, for what was sent and what was received. */
const beforeSentId = new Set(['outbox', 'requests']);
// Not `inbox`: a short code follows it.
const beforeInboundId = new Set(['messages']);

const linksOf = (parent: unknown): string[] => [
	readResourceUrl(parent),
	...list(parent, 'link').map((link) => (typeof link === 'string' ? link : token(link, 'href'))),
];

/**
 * Whether a path of OneAPI names a sent message. After `outbound` there is
 * `{senderAddress}/requests/{id}`, `requests/{senderAddress}/{id}` or `{senderAddress}/{id}`.
 */
const namesOutboundMessage = (segments: string[]): boolean => {
	const start = segments.findIndex((one) => one.toLowerCase() === 'outbound');
	const count = segments.length - start - 1;
	return start >= 0 && (count === 2 || count === 3);
};

/** The id in the first URL that `hasId` by its path's segments, in their order. */
const idIn = (urls: string[], hasId: (segments: string[]) => boolean): string =>
	urls
		.map((url) => {
			const segments = segmentsOf(url).filter((one) => one.toLowerCase() !== 'deliveryinfos');
			return hasId(segments) ? (segments.at(-1) ?? '') : '';
		})
		.find((id) => id !== '') ?? '';

const isAfter = (segments: string[], before: ReadonlySet<string>): boolean =>
	before.has(segments.at(-2)?.toLowerCase() ?? '');

const hasSentId = (segments: string[]): boolean =>
	isAfter(segments, beforeSentId) ||
	(namesOutboundMessage(segments) && !beforeSentId.has(segments.at(-1)?.toLowerCase() ?? ''));

const hasInboundId = (segments: string[]): boolean => isAfter(segments, beforeInboundId);

/** The id of a sent message, from the `resourceURL` or a `link`. Empty if none has it. */
export const sentIdIn = (...parents: unknown[]): string =>
	idIn(parents.flatMap(linksOf), hasSentId);

/** The id of a received message, from the `resourceURL` or a `link`. Empty if none has it. */
export const inboundIdIn = (parent: unknown): string => idIn(linksOf(parent), hasInboundId);

/** No URL of a message is longer. To read a hostile host name takes much longer than linear. */
const longestUrl = 2000;

const parse = (url: string, baseUrl: string): URL | undefined => {
	if (url.length > longestUrl) return undefined;
	// A path alone is relative to the base URL, which may have a path of its own.
	const absolute = url.startsWith('/') && !url.startsWith('//') ? baseUrl + url : url;
	return URL.canParse(absolute) ? new URL(absolute) : undefined;
};

const plainSegment = /^[\w.~:+%-]+$/;
const hidesSlash = /%(?:2f|5c|25)/i;

const isPlain = (segment: string): boolean =>
	plainSegment.test(segment) && !hidesSlash.test(segment);

/**
 * The path of a message's status that a resource URL of OneAPI stands for, relative to the base URL
 * and without query. Undefined if the URL isn't under the base URL (the token would be sent to
 * another host) or isn't a message's (reading an inbox deletes what is in it). The scheme may
 * differ: AT&T's page writes http://api.att.com for https://api.att.com.
 */
export const statusPathIn = (resourceUrl: string, baseUrl: string): string | undefined => {
	const url = parse(resourceUrl, baseUrl);
	const base = new URL(baseUrl);
	const basePath = base.pathname.replace(/\/$/, '');
	if (!url || url.host !== base.host || url.username !== '' || url.password !== '')
		return undefined;
	if (!/^https?:$/.test(url.protocol) || !url.pathname.startsWith(`${basePath}/`)) return undefined;
	const segments = segmentsOf(url.pathname.slice(basePath.length));
	if (segments.at(-1)?.toLowerCase() === 'deliveryinfos') segments.pop();
	const path = segments.slice(1);
	return namesOutboundMessage(path) && path.every(isPlain)
		? `${segments.join('/')}/deliveryInfos`
		: undefined;
};
