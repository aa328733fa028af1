import type { ArmedFault } from './faults/armed.mts';
import type { Fault, FaultKind } from './faults/index.mts';
import type {
	AcceptedMessage,
	Callback,
	DeliveryStatus,
	History,
	InboxRead,
	MoMessage,
	RedirectedRequest,
	RejectedRequest,
	StatusRead,
	TokenRequest,
	WireEntry,
} from './history/records.mts';
import type { AppConfig, Listeners, ShortCodeConfig } from './settings/apps.mts';
import type { TimelineStep } from './settings/delivery.mts';
import type { addressForms } from './settings/forms.mts';
import type { Settings } from './settings/index.mts';

export type * from './history/records.mts';
export type { Dialect } from './protocol/dialects/index.mts';
export type { AppConfig, ArmedFault, Fault, FaultKind, Listeners, Settings, ShortCodeConfig };

/*
 * The sandbox's public types. Times are milliseconds since 1970 by the sandbox's own clock, unless a
 * name ends in `Seconds`; numbers are E.164 (`+12065550100`).
 */

/**
 * How a number is written in a response or a callback:
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
	/** Where `redirect` faults point by default. */
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
	 * Clears all faults, and destroys the sockets of responses that are kept open. Resolves when the
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
	idle(): Promise<void>;
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
