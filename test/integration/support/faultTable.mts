import type { Fault } from '../../../sandbox/types.mts';

/**
 * What the node must make of the request that a fault struck. `done`: it was repeated safely, or
 * its answer could be read all the same. `maybe`: the gateway may have done it, so it is not
 * repeated and said so. `not`: the gateway certainly did not do it, and the error says that.
 */
export type Verdict = 'done' | 'maybe' | 'not';

export interface FaultCase {
	name: string;
	fault: Omit<Fault, 'on' | 'skip'>;
	verdict: Verdict;
	/** Where it is applied to a send, if that differs: a redirect can be the response to a processed POST. */
	onPost?: Verdict;
	/** If it affects a status request, where that differs: reading again does no harm. */
	onStatus?: Verdict;
	/** Where it is applied to the token request; by default what is uncertain is asked again. */
	onToken?: Verdict;
	/** It makes sense for the inbox alone. */
	only?: 'inbox';
	/** It goes on until it is cleared, so that each later request meets it too. */
	lasts?: true;
	/** An answer came, but can’t be read: the error carries it as it came. */
	raw?: true;
	/** For how long each request may take, in seconds; long by default, as machines are busy. */
	timeout?: number;
	/** For how long the node keeps trying, in seconds. */
	maxRetryTime?: number;
	/** The token request, whose time limit is no option, is held up for half a minute. */
	slowToken?: true;
	/** The node waits at least so long before it asks again, in ms. */
	waitsMs?: number;
}

const forever = { times: Infinity };
const nextMinute = 60;

/** Each fault of a gateway that the sandbox can have, and what is right to do about it. */
export const faultTable: FaultCase[] = [
	{
		name: 'refused for a moment',
		fault: { kind: 'connectionRefused', forMs: 300 },
		verdict: 'done',
	},
	{
		name: 'refused for good',
		fault: { kind: 'connectionRefused', forMs: Infinity },
		verdict: 'not',
		lasts: true,
		maxRetryTime: 0,
	},
	{
		name: 'reset before',
		fault: { kind: 'connectionResetBefore' },
		verdict: 'maybe',
		onStatus: 'done',
	},
	{ name: 'reset after', fault: { kind: 'connectionResetAfter' }, verdict: 'maybe' },
	{
		name: 'hang before',
		fault: { kind: 'timeoutBefore' },
		verdict: 'maybe',
		onStatus: 'done',
		timeout: 5,
		slowToken: true,
	},
	{
		name: 'hang after',
		fault: { kind: 'timeoutAfter' },
		verdict: 'maybe',
		timeout: 5,
		slowToken: true,
	},
	{ name: '401 once', fault: { kind: 'unauthorized' }, verdict: 'done', onToken: 'not' },
	{
		name: '401 for good',
		fault: { kind: 'unauthorized', ...forever },
		verdict: 'not',
		lasts: true,
	},
	{ name: '403 throttle once', fault: { kind: 'throttle' }, verdict: 'done' },
	{
		name: '403 throttle with Retry-After',
		fault: { kind: 'throttle', retryAfter: 1 },
		verdict: 'done',
		waitsMs: 1000,
	},
	{
		name: '403 throttle for good',
		fault: { kind: 'throttle', ...forever },
		verdict: 'not',
		lasts: true,
		maxRetryTime: 0,
	},
	{ name: '403 scope', fault: { kind: 'scope' }, verdict: 'not' },
	{ name: '429 without Retry-After', fault: { kind: '429' }, verdict: 'done' },
	{
		name: '429 with Retry-After',
		fault: { kind: '429', retryAfter: 1 },
		verdict: 'done',
		waitsMs: 1000,
	},
	{
		name: '429 with a Retry-After beyond patience',
		fault: { kind: '429', retryAfter: nextMinute, ...forever },
		verdict: 'not',
		lasts: true,
		maxRetryTime: 1,
	},
	{ name: '500', fault: { kind: '500' }, verdict: 'maybe' },
	{ name: '500 after processing', fault: { kind: '500', processed: true }, verdict: 'maybe' },
	{ name: '502', fault: { kind: '502' }, verdict: 'maybe', onStatus: 'done' },
	{ name: '502 after processing', fault: { kind: '502', processed: true }, verdict: 'maybe' },
	{ name: '503 without Retry-After', fault: { kind: '503' }, verdict: 'done' },
	{
		name: '503 with Retry-After',
		fault: { kind: '503', retryAfter: 1 },
		verdict: 'done',
		waitsMs: 1000,
	},
	{
		name: '503 with a Retry-After in the past',
		fault: { kind: '503', retryAfter: 'Fri, 15 Apr 2011 12:00:00 GMT' },
		verdict: 'done',
	},
	{
		name: '503 for good',
		fault: { kind: '503', ...forever },
		verdict: 'not',
		lasts: true,
		maxRetryTime: 0,
	},
	{ name: '504', fault: { kind: '504' }, verdict: 'maybe', onStatus: 'done' },
	{ name: 'cut JSON', fault: { kind: 'truncatedJson' }, verdict: 'maybe', raw: true },
	{ name: 'cut XML', fault: { kind: 'truncatedXml' }, verdict: 'maybe', raw: true },
	{
		name: 'cut off in the middle by a reset',
		fault: { kind: 'truncatedJson', aborted: true },
		verdict: 'maybe',
	},
	{ name: 'HTML', fault: { kind: 'html' }, verdict: 'maybe', raw: true },
	{
		name: 'HTML before processing',
		fault: { kind: 'html', processed: false },
		verdict: 'maybe',
		raw: true,
	},
	{ name: 'empty', fault: { kind: 'empty' }, verdict: 'maybe', raw: true },
	{ name: 'wrong type', fault: { kind: 'wrongType' }, verdict: 'done' },
	{
		name: 'wrong type, binary',
		fault: { kind: 'wrongType', contentType: 'application/octet-stream' },
		verdict: 'done',
	},
	{ name: 'Latin-1, labelled', fault: { kind: 'wrongCharset' }, verdict: 'done' },
	{
		name: 'Latin-1, labelled UTF-8',
		fault: { kind: 'wrongCharset', mislabelled: true },
		verdict: 'done',
	},
	{ name: 'UTF-16, labelled', fault: { kind: 'wrongCharset', charset: 'utf16' }, verdict: 'done' },
	{
		name: 'UTF-16, labelled UTF-8',
		fault: { kind: 'wrongCharset', charset: 'utf16', mislabelled: true },
		verdict: 'done',
	},
	{ name: 'huge', fault: { kind: 'huge', bytes: 17 * 1024 * 1024 }, verdict: 'done' },
	{
		name: 'slow drip',
		fault: { kind: 'slowBody', everyMs: 200 },
		verdict: 'maybe',
		timeout: 5,
		slowToken: true,
	},
	{
		name: 'slowBody',
		fault: { kind: 'slowBody', bytesPerChunk: 64, everyMs: 20 },
		verdict: 'done',
	},
	{ name: 'redirect 302', fault: { kind: 'redirect' }, verdict: 'not', onPost: 'maybe' },
	{
		name: 'redirect 303',
		fault: { kind: 'redirect', http: 303 },
		verdict: 'not',
		onPost: 'maybe',
	},
	{ name: 'redirect 307', fault: { kind: 'redirect', http: 307 }, verdict: 'not' },
	...(
		[
			['a pending count of none', { kind: 'pendingCount', pending: 0 }],
			['no pending count', { kind: 'pendingCount', pending: null }],
			['a pending count that is no number', { kind: 'pendingCount', pending: 'many' }],
			['a pending count too high', { kind: 'pendingCount', pending: 999, ...forever }],
			['an empty page, more announced', { kind: 'emptyPage' }],
			['empty pages, more announced for good', { kind: 'emptyPage', pending: 999, ...forever }],
			['an empty page, none announced', { kind: 'emptyPage', pending: 0 }],
		] as const
	).map(([name, fault]): FaultCase => ({ name, fault, verdict: 'done', only: 'inbox' })),
];

/** What is right where the fault is applied to the token request. */
export const verdictOnToken = ({ verdict, onToken }: FaultCase): Verdict =>
	onToken ?? (verdict === 'maybe' ? 'done' : verdict);
