import type { Settings } from '../../settings/index.mts';
import type { AddressForm } from '../../types.mts';
import type { Body, Form } from '../serializers.mts';

/** A send as it was written, nothing checked yet. */
export interface SendRequest {
	address: unknown;
	message: unknown;
	notify: unknown;
	/** The sender in the body, which must agree with the one in the path. */
	senderAddress?: unknown;
	callbackData?: unknown;
}

export type StatusPath = Settings['oneApiStatusPaths'][number];

/** One path that a dialect answers at: `{sender}`, `{messageId}` and `{shortCode}` are segments. */
export interface Endpoint {
	operation: 'send' | 'status' | 'inbox';
	path: string;
	/** Which of the paths for OneAPI's status this is, as in the settings. */
	statusPath?: StatusPath;
}

/** How a provider and version reads a send and writes its responses. */
export interface DialectCodec {
	/** Whose letter case names have, and whose form a posted delivery status. */
	names: 'att' | 'oneApi';
	inboxForm: Form;
	/** With `ids`, each recipient's status has an id, and can be asked for by it. */
	status: { addressForm: AddressForm; ids: boolean };
	endpoints: Endpoint[];
	/** The parts of a send, as its errors name them. */
	parts: { address: string; message: string; notify: string };
	/** Reads a JSON or XML body, parsed. */
	readSend(body: unknown): SendRequest;
	/** A send's response; without its id if that is null. */
	sendResponse(id: string | null, resourceUrl: string, settings: Settings): Body;
	/** Paths of resources, from the gateway's root. */
	resources: {
		message(sender: string, id: string): string;
		status(sender: string, id: string): string;
		inbox(shortCode: string): string;
	};
}

export const member = (value: unknown, name: string): unknown =>
	typeof value === 'object' && value !== null && Object.hasOwn(value, name)
		? (value as Record<string, unknown>)[name]
		: undefined;

export const reference = (id: string | null, resourceURL: string) =>
	id === null ? {} : { resourceReference: { resourceURL } };
