import type { ArmedFault } from './faults/armed.mts';
import type { Fault, FaultKind } from './faults/index.mts';
import type { Dialect } from './protocol/dialects/index.mts';
import type { TextSize } from './protocol/encoding.mts';
import type { AppConfig, Listeners, ShortCodeConfig } from './settings/apps.mts';
import type { deliveryStatuses, TimelineStep } from './settings/delivery.mts';
import type { addressForms } from './settings/forms.mts';
import type { Settings } from './settings/index.mts';

export type {
	AppConfig,
	ArmedFault,
	Dialect,
	Fault,
	FaultKind,
	Listeners,
	Settings,
	ShortCodeConfig,
};

/*
 * The sandbox's public types. Times are milliseconds since 1970 by the sandbox's own clock, unless a
 * name ends in `Seconds`; numbers are E.164 (`+12065550100`).
 */

/** What a client asks the gateway for. */
export type Operation = 'token' | 'send' | 'status' | 'inbox';

export type DeliveryStatus = (typeof deliveryStatuses)[number];

/**
 * How a number is written in an answer or a callback:
 * `tel:+1` tel:+12065550100, `tel:1` tel:12065550100, `tel:` tel:2065550100, `bare` 2065550100,
 * `e164` +12065550100, `encoded` tel%3A%2B12065550100, `encodedTwice` tel%253A%252B12065550100.
 * A short code is written `short:22627000` in the `tel` forms, and bare in the others.
 */
export type AddressForm = (typeof addressForms)[number];

export interface SandboxOptions extends Partial<Settings> {
	/** 0, the default, takes any free port. */
	port?: number;
	/** `127.0.0.1` (default), `::1` or `localhost`; any other only with `allowOtherHosts`. */
	host?: string;
	/** Lets the sandbox listen on hosts other than loopback, and call listeners there. */
	allowOtherHosts?: boolean;
	/** Serves HTTPS with this certificate, both in PEM. */
	tls?: { cert: string; key: string };
	/** Accepts listeners' certificates that no authority has signed. */
	trustSelfSigned?: boolean;
	/**
	 * Default: one app, `sandbox-app-key` / `sandbox-app-secret`, with short codes 22627000
	 * (offline) and 22627012 (online).
	 */
	apps?: AppConfig[];
	/** The clock, in ms since 1970. Default `Date.now`. The clock's moves are added to it. */
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
	/** AT&T's id for this recipient (msg0 …), which its status can be asked for by. */
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
	/** Encoding and segments of the message. */
	readonly size: TextSize;
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
	/** Encoding and segments of the message. */
	readonly size: TextSize;
	/**
	 * `waiting` in the inbox or for the listener, `read` from the inbox, `acknowledged` by the
	 * listener, `expired` unread after 30 minutes, `discarded` unacknowledged after 72 hours.
	 */
	state: MoState;
	/** The inbox read that removed it: its index in `history.inboxReads` at that time. */
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

/** What really happened. Live: the lists grow as things happen. */
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
	| { type: 'apps'; data: PublicApp[] }
	| { type: 'clock'; data: { now: number } }
	| { type: 'reset'; data: null };

/** An app without its secret, as the page sees it. */
export type PublicApp = Omit<AppConfig, 'appSecret' | 'shortCodes'> & {
	shortCodes: Array<{ shortCode: string; mode: 'offline' | 'online' }>;
};

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

	/** Changes settings, all or none. Throws `TypeError` on an unknown name or an impossible value. */
	configure(settings: Partial<Settings>): void;
	/** A text to a short code. Throws `RangeError` if no app has it, or `from` isn't a number. */
	text(text: TextMessage): MoMessage;
	/** Several texts: all or none. Throws as `text` does. */
	texts(texts: TextMessage[]): MoMessage[];
	/**
	 * Replaces a short code's listeners (`{}` for none). Throws `RangeError` if no app has the code,
	 * `TypeError` on an impossible listener.
	 */
	setListener(shortCode: string, listeners: Listeners): void;
	/** Adds an app. Throws `TypeError` if it is impossible, or its key or a short code is taken. */
	addApp(app: AppConfig): void;
	/** Removes an app with its short codes. Throws `RangeError` if there is none. */
	removeApp(appKey: string): void;
	/** A suspended app gets no token, and its tokens open nothing. */
	suspendApp(appKey: string, suspended: boolean): void;
	addShortCode(appKey: string, shortCode: ShortCodeConfig): void;
	removeShortCode(shortCode: string): void;
	/** The statuses of a number's messages from now on, each at its time after the send. */
	setTimeline(number: string, steps: TimelineStep[]): void;
	/** Sets the status of one recipient (E.164), or of all when `address` is null. Throws if unknown. */
	setStatus(messageId: string, address: string | null, status: DeliveryStatus): void;
	/** A token without asking for it, to write requests by hand. */
	grantToken(token?: {
		accessToken?: string;
		appKey?: string;
		scope?: string;
		expiresInSeconds?: number;
	}): GrantedToken;
	/** Expires all access tokens; refresh tokens stay valid. */
	expireTokens(): void;
	/** Revokes all access and refresh tokens. */
	revokeTokens(): void;
	/** Revokes one token of either sort. Throws `RangeError` if it isn't known. */
	revokeToken(token: string): void;
	/** Sets a fault. Throws `TypeError` on an impossible one. */
	fault(fault: Fault): ArmedFault;
	/**
	 * Clears all faults, and destroys the sockets of answers that are kept open. Resolves when the
	 * port is open again.
	 */
	clearFaults(): Promise<void>;
	/** Moves the clock forward, and does everything that falls due: statuses, removals, callbacks. */
	advance(ms: number): void;
	/** Sets the clock, forward or back, to a time in ms since 1970. */
	setClock(time: number): void;
	/** The sandbox's time, in ms since 1970. */
	now(): number;
	/** Resolves when no callback is under way. One that waits for its next attempt isn't. */
	settled(): Promise<void>;
	/**
	 * Resolves when the condition holds, asked again every few ms; rejects after `timeoutMs`
	 * (default 30 s).
	 */
	until(condition: (history: History) => boolean, timeoutMs?: number): Promise<void>;
	/** Calls back on each event; returns how to stop. */
	subscribe(listener: (event: SandboxEvent) => void): () => void;
	/**
	 * Forgets messages, inboxes, history, faults, callbacks and used quotas, and puts the clock back;
	 * keeps apps, tokens, settings and listeners.
	 */
	reset(): void;
	/** Ends everything; leaves no timer and no socket. */
	close(): Promise<void>;
}
