export type { ApiVersion, Provider } from './dialects';

/**
 * One of the APIs behind one account ("Considerations" in AT&T's page), as it is offered in the
 * editor.
 */
export interface ProviderInfo {
	value: string;
	/** As the option is named in the editor. */
	name: string;
	description: string;
	/** Whether each message names the short code that it is sent from. */
	namesSender: boolean;
}

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

/** The gateway's receipt for a message that it accepted. */
export interface Sent {
	/** Empty if the gateway gives none, as it may when notification was asked for. */
	messageId: string;
	resourceUrl: string;
}

/** The delivery status of one recipient's copy of a message. */
export interface Delivery {
	/** E.164. Empty if the gateway names no address. */
	to: string;
	/** AT&T's word: `DeliveredToNetwork`, `DeliveredToTerminal`, `DeliveryImpossible`, … */
	status: string;
	/** AT&T's id for this destination; the `att` provider only. */
	id?: string;
}

/** An MO message as the inbox or a callback gives it. */
export interface Inbound {
	messageId: string;
	/** The id counts the messages of its list (`msg0`): the next list has the same ids again. */
	isIdOfList?: boolean;
	message: string;
	/** E.164, or the digits of a short code. Empty only in a damaged message. */
	senderAddress: string;
	/** The short code that it was sent to. Empty if the gateway doesn't name it. */
	destinationAddress: string;
	/** As it came: `MM-DD-YYYYThh:mm:ss` in AT&T's form. Empty if the gateway gives none. */
	dateTime: string;
	/** The gateway's own object, or the text of a damaged message that isn't one. */
	raw: unknown;
	/**
	 * Why this message could not be read in full. The fields hold what could be read, and `raw` all
	 * of it. The other messages of its page or callback are not affected.
	 */
	damaged?: string;
}

export interface InboxPage {
	/** In the gateway's order, the damaged ones among them. */
	messages: Inbound[];
	/** How many more are waiting at the gateway. NaN if it gives something else than a count. */
	pending: number;
}

/** The delivery status of a message, from a callback. */
export interface DeliveryNotice extends Delivery {
	/** `messageId` (AT&T), the id in `link` or `callbackData` (OneAPI). */
	messageId: string;
	/** The gateway's own notification, with the `deliveryInfo` of this recipient alone. */
	raw: unknown;
	/** Why it could not be read in full: it has no address or status, or isn't an object. */
	damaged?: string;
}

/** Which message's status to get. */
export interface StatusQuery {
	messageId: string;
	/** The short code that it was sent from; OneAPI only. */
	senderAddress: string;
	/** The message's resource URL as the gateway gave it, if it is known. */
	resourceUrl?: string;
}

/**
 * A codec: one provider's API in one version. It builds requests and reads responses, without I/O.
 * The `read…` functions take a parsed payload (see payload.ts); those of reads throw an
 * InvalidResponseError if it isn't the response to such a request.
 */
export interface Dialect {
	provider: ProviderInfo;
	/** As the credential stores it. */
	apiVersion: string;
	/**
	 * Path of a GET that shows whether a token may use the API, and that changes nothing at the
	 * gateway. The first dialect in the list with the credential's version serves its test.
	 */
	credentialTestPath: string;
	sendRequest(outbound: Outbound): WireRequest;
	readSent(payload: unknown): Sent;
	/**
	 * In the order to try them: the next one is for a 404. A resource URL is used only if it is a
	 * message's, under the base URL.
	 */
	statusRequests(query: StatusQuery, baseUrl: string): WireRequest[];
	readDeliveries(payload: unknown): Delivery[];
	inboxRequest(shortCode: string): WireRequest;
	readInbox(payload: unknown, shortCode: string): InboxPage;
}
