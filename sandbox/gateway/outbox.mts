import { randomBytes } from 'node:crypto';

import { understandAddress, understandShortCode, writeAddress } from '../protocol/addresses.mts';
import type { Body } from '../protocol/serializers.mts';
import type { Clock } from '../clock.mts';
import { dialects } from '../protocol/dialects.mts';
import type { Events } from '../history/events.mts';
import { apiErrors, type ApiError } from '../protocol/apiErrors.mts';
import type {
	AcceptedMessage,
	AppConfig,
	History,
	Delivery,
	DeliveryStatus,
	Dialect,
	Settings,
	StatusRead,
} from '../types.mts';

const maxAddresses = 50;
const maxMessageBytes = 4_096;
const halfAnHour = 30 * 60_000;

const final: ReadonlySet<DeliveryStatus> = new Set(['DeliveredToTerminal', 'DeliveryImpossible']);

/** Latin-1, and the letters that GSM 7-bit (3GPP TS 23.038, 6.2.1) has besides. */
const oneByteCharacters = /^[\u0000-\u00ffΔΦΓΛΩΠΨΣΘΞ€]*$/;

/** A text's length in one-byte characters: what needs UCS-2 takes two bytes a character. */
const messageBytes = (text: string) => text.length * (oneByteCharacters.test(text) ? 1 : 2);

export interface SendDraft {
	addresses: string[];
	message: string;
	notify: boolean;
	senderAddress: string;
	callbackData: string | null;
}

/** Messages that were sent, and their statuses. */
export const createOutbox = (
	settings: Settings,
	clock: Clock,
	history: History,
	events: Events,
	/** ClientSaw of the recipients whose status became final together, for messages with notification. */
	notify: (message: AcceptedMessage, deliveries: Delivery[]) => void,
) => {
	const messages = new Map<string, AcceptedMessage>();
	const changed = (message: AcceptedMessage) => events.emit({ type: 'delivery', data: message });

	const refuseBadNumber = (addresses: string[], part: string): ApiError | null => {
		for (const bad of settings.badNumbers) {
			const { number, code } = typeof bad === 'string' ? { number: bad, code: 'SVC0004' } : bad;
			if (!addresses.includes(understandAddress(number) ?? number)) continue;
			const variable = settings.badNumberVariable === 'part' ? part : number;
			return code === 'SVC0002'
				? apiErrors.invalidValue(variable)
				: apiErrors.noValidAddress(variable);
		}
		return null;
	};

	/** Sets statuses, and does what follows from their being final. */
	const setStatuses = (
		message: AcceptedMessage,
		deliveries: Delivery[],
		statusOf: (delivery: Delivery) => DeliveryStatus,
	) => {
		const now = clock.now();
		const finalised: Delivery[] = [];
		for (const delivery of deliveries) {
			const status = statusOf(delivery);
			const wasFinal = delivery.finalAt !== null;
			delivery.status = status;
			if (!final.has(status)) delivery.finalAt = null;
			else if (!wasFinal) {
				delivery.finalAt = now;
				finalised.push(delivery);
			}
		}
		if (message.notify && finalised.length > 0) notify(message, finalised);
		if (
			message.statusResource === 'available' &&
			message.deliveries.every((d) => d.finalAt !== null)
		) {
			clock.at(now + halfAnHour, () => {
				// A status set by hand may have made it anything but final since.
				const since = message.deliveries.map((delivery) => delivery.finalAt ?? Infinity);
				if (Math.max(...since) + halfAnHour <= clock.now()) remove(message);
			});
		}
		changed(message);
	};

	const remove = (message: AcceptedMessage) => {
		if (message.statusResource !== 'available') return;
		message.statusResource = 'removed';
		changed(message);
	};

	const deliver = (message: AcceptedMessage) => {
		const undeliverable = new Set(
			settings.undeliverable.map((number) => understandAddress(number) ?? number),
		);
		const open = message.deliveries.filter((delivery) => delivery.finalAt === null);
		if (open.length === 0) return;
		setStatuses(message, open, ({ address }) =>
			undeliverable.has(address) ? 'DeliveryImpossible' : 'DeliveredToTerminal',
		);
	};

	return {
		/** Checks a send as AT&T would: what it takes, or the apiError. */
		check(
			app: AppConfig,
			dialect: Dialect,
			json: unknown,
			sender: string | undefined,
		): { draft: SendDraft } | { apiError: ApiError; addresses?: string[]; message?: string } {
			const { parts, readSend } = dialects[dialect];
			const request = readSend(json);
			const raw = typeof request.address === 'string' ? [request.address] : request.address;
			const message = typeof request.message === 'string' ? request.message : undefined;
			const refuse = (apiError: ApiError, addresses?: string[]) => ({
				apiError,
				addresses,
				message,
			});

			const shortCodes = (app.shortCodes ?? []).map(({ shortCode }) => shortCode);
			const senderAddress = sender === undefined ? shortCodes[0] : understandShortCode(sender);
			if (!senderAddress || !shortCodes.includes(senderAddress)) {
				return refuse(apiErrors.invalidChoice('senderAddress', shortCodes));
			}
			if (!Array.isArray(raw) || raw.length === 0) {
				return refuse(apiErrors.noValidAddress(parts.address));
			}
			const understood = raw.map((each) =>
				typeof each === 'string' ? understandAddress(each) : null,
			);
			const addresses = understood.filter((each) => each !== null);
			if (raw.length > maxAddresses) return refuse(apiErrors.tooManyAddresses(), addresses);
			if (addresses.length === 0) return refuse(apiErrors.noValidAddress(parts.address));
			if (addresses.length < raw.length) {
				return refuse(apiErrors.invalidValue(parts.address), addresses);
			}
			if (!message || messageBytes(message) > maxMessageBytes) {
				return refuse(apiErrors.invalidValue(parts.message), addresses);
			}
			if (request.notify !== undefined && typeof request.notify !== 'boolean') {
				return refuse(apiErrors.invalidValue(parts.notify), addresses);
			}
			const bad = refuseBadNumber(addresses, parts.address);
			if (bad) return refuse(bad, addresses);
			const callbackData = typeof request.callbackData === 'string' ? request.callbackData : null;
			const draft = { addresses, message, notify: request.notify ?? false, senderAddress };
			return { draft: { ...draft, callbackData } };
		},

		/** Takes a message on: from here on it is sent. */
		accept(app: AppConfig, dialect: Dialect, draft: SendDraft): AcceptedMessage {
			const now = clock.now();
			const message: AcceptedMessage = {
				id: settings.messageIds.shift() ?? `SMS${randomBytes(8).toString('hex')}`,
				time: now,
				appKey: app.appKey,
				dialect,
				...draft,
				deliveries: draft.addresses.map((address, index) => ({
					address,
					id: `msg${index}`,
					status: 'DeliveredToNetwork',
					finalAt: null,
				})),
				// One mechanism a message: what is notified can't be asked for.
				statusResource: draft.notify ? 'none' : 'available',
				clientSaw: 'underway',
			};
			messages.set(message.id, message);
			history.accepted.push(message);
			events.emit({ type: 'accepted', data: message });
			const delay = settings.deliveryDelayMs;
			if (delay === 'manual') return message;
			if (delay === 0 && !draft.notify) deliver(message);
			// A notification comes after the answer to the send, not before it.
			else clock.at(now + delay + (draft.notify ? settings.latencyMs : 0), () => deliver(message));
			return message;
		},

		sendAnswer(message: AcceptedMessage, rootUrl: string): Body {
			const { sendAnswer, resources } = dialects[message.dialect];
			const id = message.notify && !settings.notifyAnswerHasId ? null : message.id;
			return sendAnswer(id, rootUrl + resources.message(message.senderAddress, message.id));
		},

		/** Answers a status, and removes it where all in it is final. */
		readStatus(
			app: AppConfig,
			dialect: Dialect,
			id: string,
			sender: string | undefined,
			rootUrl: string,
		): { body: Body; read: StatusRead } | ApiError {
			const message = messages.get(id);
			if (!message || message.statusResource !== 'available') {
				return apiErrors.invalidValue('messageId', 404);
			}
			if (message.appKey !== app.appKey) return apiErrors.noRight();
			if (sender !== undefined && understandShortCode(sender) !== message.senderAddress) {
				return apiErrors.invalidValue('senderAddress', 404);
			}
			const { names, resources } = dialects[dialect];
			const form =
				settings.statusAddressForm !== 'documented'
					? settings.statusAddressForm
					: names === 'att'
						? 'bare'
						: 'tel:+1';
			const isFinal = message.deliveries.every((delivery) => delivery.finalAt !== null);
			if (isFinal) remove(message);
			const read: StatusRead = {
				time: clock.now(),
				messageId: id,
				dialect,
				final: isFinal,
				deliveries: message.deliveries.map(({ address, status }) => ({ address, status })),
				clientSaw: 'underway',
			};
			history.statusReads.push(read);
			events.emit({ type: 'statusRead', data: read });
			const body: Body = {
				root: 'deliveryInfoList',
				names,
				value: {
					deliveryInfo: message.deliveries.map((delivery) => ({
						...(names === 'att' && { id: delivery.id }),
						address: writeAddress(delivery.address, form),
						deliveryStatus: delivery.status,
					})),
					resourceURL: rootUrl + resources.status(message.senderAddress, id),
				},
			};
			return { body, read };
		},

		/** Throws `RangeError` where there is no such message or recipient. */
		setStatus(id: string, address: string | null, status: DeliveryStatus) {
			const message = messages.get(id);
			if (!message) throw new RangeError('No message has this id.');
			const understood = address === null ? null : (understandAddress(address) ?? address);
			const deliveries = message.deliveries.filter(
				(delivery) => understood === null || delivery.address === understood,
			);
			if (deliveries.length === 0) throw new RangeError('The message has no such recipient.');
			setStatuses(message, deliveries, () => status);
		},

		reset() {
			messages.clear();
		},
	};
};
