/** The two providers behind one account, by AT&T's names ("Considerations" in AT&T's page). */
export type Provider = 'att' | 'oneApi';

export type ApiVersion = '2' | '3';

/** A request as it goes on the wire: path and query relative to the base URL, no authorization. */
export interface WireRequest {
	method: 'GET' | 'POST';
	path: string;
	/** Sent as JSON. */
	body?: object;
}

/** An MT message: one text to one or more mobiles. */
export interface Outbound {
	/** E.164 (`+12065550100`), at most 50. */
	addresses: string[];
	message: string;
	notifyDeliveryStatus: boolean;
	/** The short code to send from; OneAPI only. */
	senderAddress: string;
}

/** What the gateway says of a message that it took. */
export interface Sent {
	/** Empty where the gateway gives none, as it may when notification was asked for. */
	messageId: string;
	resourceUrl: string;
}

/** How one recipient's copy of a message fares. */
export interface Delivery {
	/** E.164. */
	to: string;
	/** AT&T's word: `DeliveredToNetwork`, `DeliveredToTerminal`, `DeliveryImpossible`, … */
	status: string;
	/** AT&T's id for this destination; the `att` provider only. */
	id?: string;
}

/** An MO message as the inbox or a callback gives it. */
export interface Inbound {
	messageId: string;
	message: string;
	/** E.164, or a short code as it stands. */
	senderAddress: string;
	/** The short code written to; empty where the gateway does not say. */
	destinationAddress: string;
	/** As it came: `MM-DD-YYYYThh:mm:ss` in AT&T's form. Empty where the gateway does not say. */
	dateTime: string;
	/** The gateway's own object. */
	raw: unknown;
}

export interface InboxPage {
	messages: Inbound[];
	/** How many more wait, by the gateway's word; NaN where it is no count. */
	pending: number;
}

/** The delivery of a message as a callback tells it. */
export interface DeliveryNotice extends Delivery {
	/** Which message: `messageId` (AT&T) or `callbackData` (OneAPI). */
	messageId: string;
	raw: unknown;
}

/** Where a message's status is asked for. */
export interface StatusQuery {
	messageId: string;
	/** The short code that it was sent from; OneAPI only. */
	senderAddress: string;
	/** The message's resource URL as the gateway gave it, where it is known. */
	resourceUrl?: string;
}

/**
 * One way to speak to the gateway. Requests are built and answers read here, without I/O.
 * The `read…` functions take an answer's payload (see payload.ts); those of reads throw an
 * InvalidResponseError where it is not what was asked for.
 */
export interface Dialect {
	sendRequest(outbound: Outbound): WireRequest;
	readSent(payload: unknown): Sent;
	/**
	 * In the order to try them: the next one is for a 404. A resource URL of another host than the
	 * base URL's is not among them, as the token would go along.
	 */
	statusRequests(query: StatusQuery, baseUrl: string): WireRequest[];
	readDeliveries(payload: unknown): Delivery[];
	inboxRequest(shortCode: string): WireRequest;
	readInbox(payload: unknown, shortCode: string): InboxPage;
}
