/**
 * What the sandbox gateway is told and what it tells. Times are milliseconds since 1970 by the
 * sandbox's own clock, unless a name ends in `Seconds`; numbers are E.164 (`+12065550100`).
 */

/** What a client asks the gateway for. */
export type Operation = 'token' | 'send' | 'status' | 'inbox';

/** Which provider and version a request was written in; OneAPI's `/2/` and `/3/` differ in path only. */
export type Dialect = 'attV2' | 'attV3' | 'oneApiV2' | 'oneApiV3';

/** `DeliveryUncertain` and `MessageWaiting` are OneAPI's, and not final. */
export type DeliveryStatus =
	| 'DeliveredToNetwork'
	| 'DeliveredToTerminal'
	| 'DeliveryImpossible'
	| 'DeliveryUncertain'
	| 'MessageWaiting';

/**
 * How a number is written in an answer or a callback:
 * `tel:+1` tel:+12065550100, `tel:1` tel:12065550100, `tel:` tel:2065550100, `bare` 2065550100,
 * `e164` +12065550100, `encoded` tel%3A%2B12065550100, `encodedTwice` tel%253A%252B12065550100.
 * A short code is written `short:22627000` in the `tel` forms, and bare in the others.
 */
export type AddressForm =
	'tel:+1' | 'tel:1' | 'tel:' | 'bare' | 'e164' | 'encoded' | 'encodedTwice';

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

/** Everything that `startSandbox` takes as a default and `configure` changes at any time. */
export interface Settings {
	/** How long an access token issued from now on lives. Default 172,800 s. */
	accessTokenSeconds: number;
	/** Default 7,776,000 s. */
	refreshTokenSeconds: number;
	/** Whether tokens come with a refresh token. Default true. */
	issueRefreshTokens: boolean;
	/** Whether a refresh replaces the refresh token too. Default false. */
	rotateRefreshTokens: boolean;
	/** Scope put into new tokens whatever was asked for; `'IMMN'` makes tokens that lack SMS. */
	grantedScope: string | null;

	/** When DeliveredToNetwork becomes final: after so many ms (0: at once), or by `setStatus` only. Default 0. */
	deliveryDelayMs: number | 'manual';
	/** Numbers whose messages end as DeliveryImpossible. */
	undeliverable: string[];
	/**
	 * Numbers that make the whole request be refused with the code given, `SVC0004` for a plain
	 * string, as AT&T does for an address it can't use.
	 */
	badNumbers: Array<string | { number: string; code: 'SVC0002' | 'SVC0004' }>;
	/** What stands in Variables of such a apiError: the name of the message part, or the number. Default `part`. */
	badNumberVariable: 'part' | 'number';
	/** Whether the answer to a send with NotifyDeliveryStatus carries an id. Default true. */
	notifyAnswerHasId: boolean;
	/** Ids to hand out first, for AT&T's printed examples. */
	messageIds: string[];

	/** Messages to a page of the inbox. Default 100. */
	inboxPageSize: number;
	/** `perList`: msg0, msg1 … in each answer, as AT&T prints; `unique`: never the same twice. */
	inboxMessageIds: 'perList' | 'unique';

	/** Form of successes. `documented`: JSON, but XML for OneAPI's inbox, as AT&T's page has it. */
	answerForm: 'documented' | 'json' | 'xml';
	/** Letter case of names in answers, errors and callbacks: AT&T's documented one, or the other. */
	nameCase: 'documented' | 'other';
	/** JSON: one element in place of a list of one. Default false. */
	singleAsObject: boolean;
	/** Whether XML starts with `<?xml …?>`. Default false, as AT&T prints. */
	xmlDeclaration: boolean;
	/** Numbers in the inbox. `documented`: `tel:`, as AT&T prints. */
	inboxAddressForm: 'documented' | AddressForm;
	/** Numbers in statuses. `documented`: `bare` for AT&T, `tel:+1` for OneAPI. */
	statusAddressForm: 'documented' | AddressForm;
	/** Numbers in callbacks. `documented`: `encoded` for messages, `tel:+1` for deliveries. */
	callbackAddressForm: 'documented' | AddressForm;
	/** Whose form callbacks have. `documented`: AT&T's for messages, the send's own for deliveries. */
	callbackDialect: 'documented' | 'att' | 'oneApi';
	callbackForm: 'json' | 'xml';
	/** A delivery notification for each recipient, or one for all that became final together. Default `each`. */
	deliveryNotifications: 'each' | 'together';
	/**
	 * Which of the paths for OneAPI's status answer; the others are 404. `standard`:
	 * `outbound/{senderAddress}/requests/{id}/deliveryInfos`; `att`:
	 * `outbound/requests/{senderAddress}/{id}/deliveryInfos`; `example`: AT&T's printed example,
	 * `outbound/{senderAddress}/{id}/deliveryInfos`. Default all.
	 */
	oneApiStatusPaths: Array<'standard' | 'att' | 'example'>;
	/** What resource URLs start with, where not the sandbox's own `url`. */
	resourceUrlBase: string | null;

	/** How long each answer is held back. Processing comes first. Default 0. */
	latencyMs: number;
	/** API requests taken in any second; the rest get 403 POL0001. `null`: no limit. */
	throttlePerSecond: number | null;
	/** Operations the throttle counts. Default send, status and inbox. */
	throttleOn: Operation[];

	/** Waits between attempts of a callback; the last one repeats. Default 1 s growing to 15 min. */
	callbackRetryMs: number[];
	/** After this long a callback is discarded. Default 72 h. */
	callbackRetryForMs: number;
	/** How long a listener may stay silent before the attempt counts as failed. Default 30 s. */
	callbackTimeoutMs: number;
	/** Callbacks under way at once. Default 16. */
	callbackConnections: number;

	/** Requests and answers the wire log keeps; 0 turns it off. Default 1,000. */
	wireLogSize: number;
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
 * A fault's kind, and its details. "Processed" means that the gateway did what it was asked (and
 * booked it) before the fault: the message is accepted, the inbox emptied, the status removed.
 *
 * - `refused`: the gateway's listeningSocket is shut: its listening socket is closed, so that a connection is
 *   refused by the system itself (ECONNREFUSED), for `forMs` (default 500) or until `clearFaults`.
 *   A shut listeningSocket can't tell requests apart, so it is shut to everything; `on` and `skip` say after
 *   which answer it shuts (with `skip: 0` at once), `times` how often (again after a later answer).
 * - `connectionResetBefore`, `connectionResetAfter`: the socket is destroyed before or after processing.
 * - `timeoutBefore`, `timeoutAfter`: no answer until the client leaves, `clearFaults` or `close`.
 * - `unauthorized` 401, `throttle` and `scope` 403 POL0001, `429`, `500`, `502`, `503`, `504`: that
 *   answer. `retryAfter` adds the header; `processed: true` makes the gateway take the request first.
 * - `truncatedJson`, `truncatedXml`: the answer in that form, its second half missing; `aborted: true` promises
 *   the whole length and destroys the socket in the middle.
 * - `html`: 200 and a login page. `empty`: no body. `wrongType`: the right body under
 *   `contentType` (default `text/plain`).
 * - `wrongCharset`: the right body in `charset` (`latin1` default, `utf16`), labelled so, or with
 *   `mislabelled` as UTF-8.
 * - `huge`: the right body after `bytes` (default 32 MB) of blanks.
 * - `slowBody`: `bytesPerChunk` (default 1) every `everyMs` (default 100).
 * - `redirect`: `http` (default 302) to `location` (default the sandbox's redirectTarget on another port,
 *   which history what reaches it in `history.redirected`).
 * - `pendingCount` (inbox): TotalNumberOfPendingMessages says `pending`; `null` leaves it out.
 * - `emptyPage` (inbox): a page of none, and `pending` (default what is really waiting) announced.
 * - `ackLost` (callback): the listener's answer is lost, so the callback is repeated.
 */
export type FaultKind =
	| 'connectionRefused'
	| 'connectionResetBefore'
	| 'connectionResetAfter'
	| 'timeoutBefore'
	| 'timeoutAfter'
	| 'unauthorized'
	| 'throttle'
	| 'scope'
	| '429'
	| '500'
	| '502'
	| '503'
	| '504'
	| 'truncatedJson'
	| 'truncatedXml'
	| 'html'
	| 'empty'
	| 'wrongType'
	| 'wrongCharset'
	| 'huge'
	| 'slowBody'
	| 'redirect'
	| 'pendingCount'
	| 'emptyPage'
	| 'ackLost';

export interface Fault {
	on: Operation | 'callback';
	kind: FaultKind;
	/** Requests of that operation to let through first. Default 0. */
	skip?: number;
	/** Requests to apply after that. Default 1; `Infinity` (in JSON, `null`) until cleared. */
	times?: number | null;
	/** Whether the request is processed before the fault; each kind has its own default. */
	processed?: boolean;
	retryAfter?: number | string;
	forMs?: number;
	aborted?: boolean;
	contentType?: string;
	charset?: 'latin1' | 'utf16';
	mislabelled?: boolean;
	bytes?: number;
	bytesPerChunk?: number;
	everyMs?: number;
	http?: 301 | 302 | 303 | 307 | 308;
	location?: string;
	pending?: string | number | null;
}

/**
 * A fault in force. Faults are asked in the order they were set; a request that one strikes is not
 * counted by those after it.
 */
export interface ArmedFault extends Fault {
	id: number;
	skip: number;
	times: number;
	/** How often it has struck. */
	hits: number;
}

/**
 * What the client was clientSaw: `answered` once the right answer was written out, `aborted` where the
 * client left before, the fault's kind where one spoilt or swallowed the answer.
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
