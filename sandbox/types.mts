import type { ArmedFault } from './faults/armed.mts';
import type { Fault, FaultKind } from './faults/index.mts';
import type { Settings } from './settings/index.mts';
import type { addressForms } from './settings/forms.mts';

export type { ArmedFault, Fault, FaultKind, Settings };

/**
 * How a number is written in an answer or a callback:
 * `tel:+1` tel:+12065550100, `tel:1` tel:12065550100, `tel:` tel:2065550100, `bare` 2065550100,
 * `e164` +12065550100, `encoded` tel%3A%2B12065550100, `encodedTwice` tel%253A%252B12065550100.
 * A short code is written `short:22627000` in the `tel` forms, and bare in the others.
 */
export type AddressForm = (typeof addressForms)[number];

/**
 * What the sandbox gateway is told and what it tells. Times are milliseconds since 1970 by the
 * sandbox's own clock, unless a name ends in `Seconds`; numbers are E.164 (`+12065550100`).
 */

/** What a client asks the gateway for. */
export type Operation = 'token' | 'send' | 'status' | 'inbox';

/** Which provider and version a request was written in; OneAPI's `/2/` and `/3/` differ in path only. */
export type Dialect = 'attV2' | 'attV3' | 'oneApiV2' | 'oneApiV3';

/** `DeliveryUncertain` and `MessageWaiting` are OneAPI's, and not final. */
export const deliveryStatuses = [
	'DeliveredToNetwork',
	'DeliveredToTerminal',
	'DeliveryImpossible',
	'DeliveryUncertain',
	'MessageWaiting',
] as const;

export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** Where a short code's callbacks go. Only loopback URLs; user and password in one become Basic auth. */
export interface Listeners {
	/** MO messages to an online short code. */
	message?: string;
	/** Delivery notifications of messages sent with NotifyDeliveryStatus. */
	deliveryStatus?: string;
	/** Headers to send along: AT&T sends none, a proxy in front of the listener may. */
	headers?: Record<string, string>;
}

export interface ShortCodeConfig {
	shortCode: string;
	/** `offline`: messages wait in the inbox; `online`: they are posted to the listener. */
	mode: 'offline' | 'online';
	/** One URL for messages and delivery notifications alike; `listeners` sets them apart. */
	listener?: string;
	listeners?: Listeners;
}

export interface AppConfig {
	appKey: string;
	appSecret: string;
	/** The scopes the app may ask for. Default `['SMS']`. */
	scopes?: string[];
	/** Messages are sent from the first one unless OneAPI's senderAddress says otherwise. */
	shortCodes?: ShortCodeConfig[];
}

export interface SandboxOptions extends Partial<Settings> {
	/** 0, the default, takes any free port. */
	port?: number;
	/** Loopback only: `127.0.0.1` (default), `::1` or `localhost`. */
	host?: string;
	/**
	 * Default: one app, `sandbox-app-key` / `sandbox-app-secret`, with short codes 22627000
	 * (offline) and 22627012 (online).
	 */
	apps?: AppConfig[];
	/** The clock, in ms since 1970. Default `Date.now`. `advance` adds to it. */
	now?: () => number;
}

/**
 * What the client saw: `answered` once the right answer was written out, `aborted` where the
 * client left before, the fault's kind if one changed or swallowed the answer.
 */
export type ClientSaw = 'underway' | 'answered' | 'aborted' | FaultKind;

export interface TokenRequest {
	time: number;
	path: '/oauth/v4/token' | '/oauth/v4/revoke';
	grantType: string | null;
	/** True for a refresh in either form: RFC 6749's, or AT&T's printed one. */
	refresh: boolean;
	clientId: string | null;
	scope: string | null;
	/** `issued`, `revoked`, RFC 6749's error code, or `fault` and its kind. */
	outcome: string;
	clientSaw: ClientSaw;
}

export interface Delivery {
	/** As E.164, or `short:` and a short code. */
	address: string;
	/** AT&T's id for this recipient (msg0 …); OneAPI's answers leave it out. */
	id: string;
	status: DeliveryStatus;
	/** When it became final. */
	finalAt: number | null;
}

export interface AcceptedMessage {
	id: string;
	time: number;
	appKey: string;
	dialect: Dialect;
	/** E.164, in the request's order, repeats included. */
	addresses: string[];
	message: string;
	notify: boolean;
	/** The short code it was sent from. */
	senderAddress: string;
	deliveries: Delivery[];
	/** Where the status is: `none` for one sent with notification; `removed` once read final or 30 min after. */
	statusResource: 'available' | 'removed' | 'none';
	/** OneAPI's receiptRequest.callbackData, given back in the notification. */
	callbackData: string | null;
	clientSaw: ClientSaw;
}

export interface RejectedRequest {
	time: number;
	operation: Operation;
	dialect: Dialect | null;
	http: number | null;
	/** `POL0001`, `SVC0004` …, or RFC 6749's error; `null` where a fault gave no answer. */
	code: string | null;
	/** In words; `throttle` and `fault` and its kind are fixed. */
	reason: string;
	/** What a refused send would have sent, as far as it could be read. */
	addresses?: string[];
	message?: string;
}

export interface Attempt {
	time: number;
	http: number | null;
	/** Why there was no answer (the system's or undici's code), or what was wrong with it. */
	error: string | null;
}

export type MoState = 'waiting' | 'read' | 'acknowledged' | 'expired' | 'discarded';

/** A mobile-originated message. */
export interface MoMessage {
	/** The sandbox's own, unseen by clients: `mo1`, `mo2` … */
	id: string;
	time: number;
	from: string;
	/** The short code. */
	to: string;
	message: string;
	/**
	 * `waiting` in the inbox or for the listener, `read` from the inbox, `acknowledged` by the
	 * listener, `expired` unread after 30 minutes, `discarded` unacknowledged after 72 hours.
	 */
	state: MoState;
	/** The inbox read that removed it: its index in `history.inboxReads`. */
	readIn: number | null;
	/** Attempts to hand it to the listener. */
	attempts: Attempt[];
}

export interface InboxRead {
	time: number;
	shortCode: string;
	dialect: Dialect;
	/** Ids of the MO messages removed by this read. */
	removed: string[];
	/** What really was left. */
	pending: number;
	clientSaw: ClientSaw;
}

export interface StatusRead {
	time: number;
	messageId: string;
	dialect: Dialect;
	/** All statuses in it were final: the resource is gone now. */
	final: boolean;
	deliveries: Array<{ address: string; status: DeliveryStatus }>;
	clientSaw: ClientSaw;
}

/** One callback, however often it was tried. */
export interface Callback {
	id: number;
	kind: 'message' | 'deliveryStatus';
	time: number;
	shortCode: string;
	/** The MO's id, or the sent message's. */
	about: string;
	contentType: string;
	body: string;
	state: 'waiting' | 'acknowledged' | 'discarded';
	attempts: Attempt[];
}

/** A request that followed a redirect to the redirectTarget. */
export interface RedirectedRequest {
	time: number;
	method: string;
	path: string;
	/** Whether it carried an Authorization header. */
	withToken: boolean;
	body: string;
}

/** One exchange, in either direction. Tokens, secrets and Authorization values read `***`. */
export interface WireEntry {
	time: number;
	/** `in`: a client's request to the gateway; `out`: the gateway's callback to a listener. */
	direction: 'in' | 'out';
	operation: Operation | 'callback' | null;
	method: string;
	url: string;
	requestHeaders: Record<string, string>;
	requestBody: string;
	/** `null` while under way and where there was no answer. */
	http: number | null;
	answerHeaders: Record<string, string>;
	answerBody: string;
	/** The fault that struck, if any. */
	fault: FaultKind | null;
}

/** What really happened, as the gateway alone knows it. Live: arrays grow as things happen. */
export interface History {
	readonly tokenRequests: TokenRequest[];
	readonly accepted: AcceptedMessage[];
	readonly rejected: RejectedRequest[];
	readonly mo: MoMessage[];
	readonly inboxReads: InboxRead[];
	readonly statusReads: StatusRead[];
	readonly callbacks: Callback[];
	readonly redirected: RedirectedRequest[];
	/** The last `wireLogSize` exchanges, secrets hidden. Built at each access. */
	readonly wire: WireEntry[];
}

/** What `/sandbox/events` streams (SSE, `event:` the type, `data:` the rest as JSON). */
export type SandboxEvent =
	| { type: 'token'; data: TokenRequest }
	| { type: 'accepted'; data: AcceptedMessage }
	| { type: 'rejected'; data: RejectedRequest }
	/** A delivery status changed, or the status resource went away. */
	| { type: 'delivery'; data: AcceptedMessage }
	/** A new MO message, or a new state of one. */
	| { type: 'mo'; data: MoMessage }
	| { type: 'inboxRead'; data: InboxRead }
	| { type: 'statusRead'; data: StatusRead }
	| { type: 'callback'; data: Callback }
	| { type: 'redirected'; data: RedirectedRequest }
	| { type: 'wire'; data: WireEntry }
	| { type: 'faults'; data: ArmedFault[] }
	| { type: 'settings'; data: Settings }
	| { type: 'listeners'; data: { shortCode: string; listeners: Listeners } }
	| { type: 'reset'; data: null };

export interface TextMessage {
	/** A mobile number in any usual US form, or a short code. */
	from: string;
	/** A short code of one of the apps. */
	to: string;
	message: string;
}

export interface GrantedToken {
	accessToken: string;
	refreshToken: string | null;
	expiresInSeconds: number;
}

export interface Sandbox {
	/** `http://127.0.0.1:{port}`, no slash at the end. */
	readonly url: string;
	readonly port: number;
	/** Where `redirect` faults point unless told otherwise. */
	readonly redirectTargetUrl: string;
	readonly apps: readonly AppConfig[];
	readonly settings: Readonly<Settings>;
	readonly history: History;
	readonly faults: readonly ArmedFault[];

	/** Changes settings for what comes; throws `TypeError` on an unknown name or an impossible value. */
	configure(settings: Partial<Settings>): void;
	/** Someone texts a short code. Throws `RangeError` if no app has it or `from` is no number. */
	text(text: TextMessage): MoMessage;
	/** Replaces a short code's listeners (`{}` for none). Throws if it is no short code or no loopback URL. */
	setListener(shortCode: string, listeners: Listeners): void;
	/** Sets the status of one recipient (E.164), or of all when `address` is null. Throws if unknown. */
	setStatus(messageId: string, address: string | null, status: DeliveryStatus): void;
	/** A token without asking for it, to write requests by hand. */
	grantToken(token?: {
		accessToken?: string;
		appKey?: string;
		scope?: string;
		expiresInSeconds?: number;
	}): GrantedToken;
	/** Every access token is expired from now on; refresh tokens still hold. */
	expireTokens(): void;
	/** Every access and refresh token is gone. */
	revokeTokens(): void;
	/** Arms a fault. Throws `TypeError` where the kind makes no sense for the operation. */
	fault(fault: Fault): ArmedFault;
	/**
	 * Disarms all faults, and ends what hangs or drips by destroying its socket. Resolves when the
	 * listeningSocket is open again.
	 */
	clearFaults(): Promise<void>;
	/** Moves the clock, and does everything that becomes due: statuses, removals, callbacks. */
	advance(ms: number): void;
	/** Resolves when no callback is under way. One that waits for its next attempt isn't. */
	settled(): Promise<void>;
	/**
	 * Resolves when the condition holds, asked again every few ms; rejects after `timeoutMs`
	 * (default 30 s).
	 */
	until(condition: (history: History) => boolean, timeoutMs?: number): Promise<void>;
	/** Calls back on each event; returns how to stop. */
	subscribe(listener: (event: SandboxEvent) => void): () => void;
	/** Forgets messages, inboxes, history, faults and callbacks; keeps tokens, settings and listeners. */
	reset(): void;
	/** Ends everything; leaves no timer and no socket. */
	close(): Promise<void>;
}
