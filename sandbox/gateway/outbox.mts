import { randomBytes } from 'node:crypto';

import type { Context } from '../context.mts';
import { readAddress, readShortCode, writeAddress } from '../protocol/addresses.mts';
import { apiErrors, type ApiError } from '../protocol/apiErrors.mts';
import { dialects, type Dialect } from '../protocol/dialects/index.mts';
import { measureText } from '../protocol/encoding.mts';
import type { Body } from '../protocol/serializers.mts';
import type { AppConfig } from '../settings/apps.mts';
import type { AcceptedMessage, Delivery, DeliveryStatus, StatusRead } from '../types.mts';
import type { Deliveries } from './deliveries.mts';
import type { SendDraft } from './sendCheck.mts';

/** Sent messages and their statuses. */
export const createOutbox = (
	{ settings, clock, recorder, resourceRoot }: Context,
	deliveries: Deliveries,
) => {
	const messages = new Map<string, AcceptedMessage>();
	/** Delivery id → its message: AT&T's ids differ between messages and can be asked for. */
	const byDelivery = new Map<string, AcceptedMessage>();
	/** Deliveries whose final status was answered. */
	const answered = new WeakSet<Delivery>();
	let made = 0;

	const newId = (): string => {
		const id = settings.messageIds.shift();
		return id === undefined || messages.has(id) ? `SMS${randomBytes(8).toString('hex')}` : id;
	};

	const forget = ({ id, deliveries: each }: AcceptedMessage) => {
		messages.delete(id);
		for (const delivery of each) byDelivery.delete(delivery.id);
	};

	return {
		/** Accepts a message: from here on it is sent. */
		accept(app: AppConfig, dialect: Dialect, draft: SendDraft): AcceptedMessage {
			const message: AcceptedMessage = {
				id: newId(),
				time: clock.now(),
				appKey: app.appKey,
				dialect,
				...draft,
				get size() {
					return measureText(this.message);
				},
				deliveries: draft.addresses.map((address) => ({
					address,
					id: `msg${made++}`,
					status: 'DeliveredToNetwork',
					finalAt: null,
				})),
				// One mechanism for a message: one with notification can't be queried.
				statusResource: draft.notify ? 'none' : 'available',
				clientSaw: 'inFlight',
			};
			messages.set(message.id, message);
			for (const { id } of message.deliveries) byDelivery.set(id, message);
			recorder.add('accepted', message, (old) => forget(old as AcceptedMessage));
			deliveries.start(message);
			return message;
		},

		sendResponse(message: AcceptedMessage): Body {
			const { sendResponse, resources } = dialects[message.dialect];
			const id = message.notify && !settings.notifyResponseHasId ? null : message.id;
			const url = resourceRoot() + resources.message(message.senderAddress, message.id);
			return sendResponse(id, url, settings);
		},

		/** Answers the status of a message, or of one recipient by its id; a final one is removed. */
		readStatus(
			app: AppConfig,
			dialect: Dialect,
			id: string,
			sender: string | undefined,
		): { body: Body; read: StatusRead } | ApiError {
			const { names, resources, status: written } = dialects[dialect];
			const message = messages.get(id) ?? (written.ids ? byDelivery.get(id) : undefined);
			const asked = (message?.deliveries ?? []).filter(
				(delivery) => !answered.has(delivery) && (messages.has(id) || delivery.id === id),
			);
			if (!message || message.statusResource !== 'available' || asked.length === 0) {
				return apiErrors.invalidValue('messageId', 404);
			}
			if (message.appKey !== app.appKey) return apiErrors.noRight();
			if (sender !== undefined && readShortCode(sender) !== message.senderAddress) {
				return apiErrors.invalidValue('senderAddress', 404);
			}
			const isFinal = asked.every((delivery) => delivery.finalAt !== null);
			if (isFinal) {
				for (const delivery of asked) answered.add(delivery);
				if (message.deliveries.every((each) => answered.has(each))) deliveries.remove(message);
			}
			const read: StatusRead = {
				time: clock.now(),
				messageId: message.id,
				dialect,
				final: isFinal,
				deliveries: asked.map(({ address, status }) => ({ address, status })),
				clientSaw: 'inFlight',
			};
			recorder.add('statusReads', read);
			const { statusAddressForm: chosen } = settings;
			const form = chosen === 'documented' ? written.addressForm : chosen;
			const value = {
				deliveryInfo: asked.map((delivery) => ({
					...(written.ids && { id: delivery.id }),
					address: writeAddress(delivery.address, form),
					deliveryStatus: delivery.status,
				})),
				resourceURL: resourceRoot() + resources.status(message.senderAddress, id),
			};
			return { body: { root: 'deliveryInfoList', names, value }, read };
		},

		/** Sets statuses by hand. Throws `RangeError` if there is no such message or recipient. */
		setStatus(id: string, address: string | null, status: DeliveryStatus) {
			const message = messages.get(id);
			if (!message) throw new RangeError('No message has this id.');
			const read = address === null ? null : (readAddress(address) ?? address);
			const found = message.deliveries.filter((each) => read === null || each.address === read);
			if (found.length === 0) throw new RangeError('The message has no such recipient.');
			deliveries.set(
				message,
				found.map((delivery) => ({ delivery, status })),
			);
		},

		reset() {
			messages.clear();
			byDelivery.clear();
			made = 0;
		},
	};
};

export type Outbox = ReturnType<typeof createOutbox>;
