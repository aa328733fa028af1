import type { FaultKind } from '../faults/index.mts';
import type { Dialect } from '../protocol/dialects/index.mts';
import type { TextSize } from '../protocol/encoding.mts';
import type { deliveryStatuses } from '../settings/delivery.mts';

/*
 * What the history keeps. Times are milliseconds since 1970 by the sandbox's own clock; numbers are
 * E.164 (`+12065550100`).
 */

/** What a client asks the gateway for. */
export type Operation = 'token' | 'send' | 'status' | 'inbox';

export type DeliveryStatus = (typeof deliveryStatuses)[number];

/**
 * What the client saw: `answered` once the right response was written out, `aborted` where the
 * client left before, the fault's kind if one changed or swallowed the response.
 */
export type ClientSaw = 'inFlight' | 'answered' | 'aborted' | FaultKind;

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
	/** `POL0001`, `SVC0004` …, or RFC 6749's error; `null` where a fault gave no response. */
	code: string | null;
	/** In words; `throttle` and `fault` and its kind are fixed. */
	reason: string;
	/** What a rejected send would have sent, as far as it could be read. */
	addresses?: string[];
	message?: string;
}

export interface Attempt {
	time: number;
	http: number | null;
	/** Why there was no response (the system's or undici's code), or what was wrong with it. */
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
	/** `null` while under way and where there was no response. */
	http: number | null;
	responseHeaders: Record<string, string>;
	responseBody: string;
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
