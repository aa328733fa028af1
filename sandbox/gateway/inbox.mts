import type { Context } from '../context.mts';
import type { PageFault } from '../faults/fault.mts';
import { readSender, writeAddress } from '../protocol/addresses.mts';
import { apiErrors, type ApiError } from '../protocol/apiErrors.mts';
import { dialects, type Dialect } from '../protocol/dialects/index.mts';
import { maxMessageBytes, measureText, messageBytes } from '../protocol/encoding.mts';
import type { Body } from '../protocol/serializers.mts';
import type { AppConfig } from '../settings/apps.mts';
import type { Settings } from '../settings/index.mts';
import type { InboxRead, MoMessage, MoState, TextMessage } from '../types.mts';

const halfAnHour = 30 * 60_000;

interface Box {
	waiting: MoMessage[];
	lastRead: number;
	/** When what is unread goes. */
	removalAt: number;
}

const usualPage = (settings: Settings): PageFault => ({
	pending: (left) => (left === 0 && settings.emptyPendingCount ? '' : String(left)),
});

/** Mobile-originated messages: where they wait to be read, or whom they are posted to. */
export const createInbox = (
	{ apps, settings, clock, recorder, events, resourceRoot }: Context,
	/** Whether messages to the short code are posted to a listener. */
	isOnline: (shortCode: string) => boolean,
	/** Posts a message to an online short code's listener. */
	call: (mo: MoMessage) => void,
) => {
	const boxes = new Map<string, Box>();
	let startedAt = clock.now();
	let texts = 0;
	let handedOut = 0;

	const setState = (mo: MoMessage, state: MoState) => {
		mo.state = state;
		events.emit({ type: 'mo', data: mo });
	};

	const boxOf = (shortCode: string): Box => {
		const known = boxes.get(shortCode);
		if (known) return known;
		const box = { waiting: [], lastRead: startedAt, removalAt: Infinity };
		boxes.set(shortCode, box);
		return box;
	};

	/**
	 * Unread messages go 30 minutes after the last read, and every 30 minutes from there. Set only
	 * while there are some: an empty inbox costs nothing.
	 */
	const scheduleRemoval = (box: Box) => {
		const now = clock.now();
		const periods = Math.floor((now - box.lastRead) / halfAnHour) + 1;
		const due = box.lastRead + Math.max(periods, 1) * halfAnHour;
		box.removalAt = due;
		clock.at(due, () => {
			if (box.removalAt !== due) return;
			box.removalAt = Infinity;
			for (const mo of box.waiting.splice(0)) setState(mo, 'expired');
		});
	};

	const reset = () => {
		texts = 0;
		handedOut = 0;
		startedAt = clock.now();
		boxes.clear();
	};

	/** The sender's number. Throws `RangeError` if the text can't be sent. */
	const senderOf = ({ from, to, message }: TextMessage): string => {
		if (!apps.shortCode(to)) throw new RangeError(`No app has the short code ${to}.`);
		const sender = readSender(from);
		if (sender === null) throw new RangeError(`Not a US number or a short code: ${from}`);
		if (messageBytes(message) > maxMessageBytes) {
			throw new RangeError(`A message has ${maxMessageBytes} one-byte characters at most.`);
		}
		return sender;
	};

	const receive = (from: string, { to, message }: TextMessage): MoMessage => {
		const mo: MoMessage = {
			id: `mo${++texts}`,
			time: clock.now(),
			from,
			to,
			message,
			get size() {
				return measureText(message);
			},
			state: 'waiting',
			readIn: null,
			attempts: [],
		};
		recorder.add('mo', mo);
		if (isOnline(to)) call(mo);
		else {
			const box = boxOf(to);
			box.waiting.push(mo);
			if (box.removalAt === Infinity) scheduleRemoval(box);
			// As much as the history keeps.
			if (box.waiting.length > settings.historySize) setState(box.waiting.shift()!, 'discarded');
		}
		return mo;
	};

	/** Takes as many messages as go into a page, by count and by size; at least one. */
	const takePage = (box: Box, size: number): MoMessage[] => {
		let bytes = 0;
		const fits = box.waiting.slice(0, size).findIndex((mo, index) => {
			bytes += Buffer.byteLength(mo.message);
			return index > 0 && bytes > settings.inboxPageBytes;
		});
		return box.waiting.splice(0, fits < 0 ? size : fits);
	};

	return {
		setState,

		/** Texts short codes, all or none. Throws `RangeError` on an unknown code or a bad sender. */
		text(messages: TextMessage[]): MoMessage[] {
			const senders = messages.map(senderOf);
			return messages.map((message, index) => receive(senders[index]!, message));
		},

		/** Posts what waits in a short code's inbox: it has become online. */
		goOnline(shortCode: string) {
			for (const mo of boxes.get(shortCode)?.waiting.splice(0) ?? []) call(mo);
		},

		/** Answers a page of the inbox, which is removed. */
		readPage(
			app: AppConfig,
			dialect: Dialect,
			shortCode: string | undefined,
			page: PageFault = usualPage(settings),
		): { body: Body; read: InboxRead } | ApiError {
			if (!shortCode) return apiErrors.invalidValue('RegistrationID');
			if (apps.shortCode(shortCode)?.app !== app) return apiErrors.noRight();
			if (isOnline(shortCode)) return apiErrors.invalidValue('RegistrationID');

			const box = boxOf(shortCode);
			const messages = takePage(box, page.size ?? settings.inboxPageSize);
			const left = box.waiting.length;
			box.lastRead = clock.now();
			box.removalAt = Infinity;
			if (left > 0) scheduleRemoval(box);
			const read: InboxRead = {
				time: clock.now(),
				shortCode,
				dialect,
				removed: messages.map((mo) => mo.id),
				pending: left,
				clientSaw: 'inFlight',
			};
			recorder.add('inboxReads', read);
			const readIn = recorder.history.inboxReads.length - 1;
			for (const mo of messages) {
				mo.readIn = readIn;
				setState(mo, 'read');
			}
			const form = settings.inboxAddressForm === 'documented' ? 'tel:' : settings.inboxAddressForm;
			const first = settings.inboxMessageIds === 'unique' ? handedOut : 0;
			handedOut += messages.length;
			const { names, resources } = dialects[dialect];
			const value = {
				inboundSMSMessage: messages.map((mo, index) => ({
					messageId: `msg${first + index}`,
					message: mo.message,
					senderAddress: writeAddress(mo.from, form),
				})),
				numberOfMessagesInThisBatch: String(messages.length),
				resourceURL: resourceRoot() + resources.inbox(shortCode),
				totalNumberOfPendingMessages: page.pending(left),
			};
			return { body: { root: 'inboundSMSMessageList', names, value }, read };
		},

		reset,
	};
};

export type Inbox = ReturnType<typeof createInbox>;
