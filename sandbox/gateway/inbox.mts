import { understandSender, writeAddress } from '../protocol/addresses.mts';
import type { Body } from '../protocol/serializers.mts';
import type { Clock } from '../clock.mts';
import { dialects } from '../protocol/dialects.mts';
import type { Events } from '../history/events.mts';
import type { PageFault } from '../faults/fault.mts';
import { apiErrors, type ApiError } from '../protocol/apiErrors.mts';
import type {
	AppConfig,
	History,
	Dialect,
	InboxRead,
	MoMessage,
	MoState,
	Settings,
	ShortCodeConfig,
	TextMessage,
} from '../types.mts';

const halfAnHour = 30 * 60_000;

interface Box {
	waiting: MoMessage[];
	/** When what is unread goes: 30 minutes after the last read, and every 30 minutes from there. */
	removalAt: number;
}

const honest: PageFault = { pending: String };

/** MO messages: where they wait to be read, and who listens. */
export const createInbox = (
	apps: AppConfig[],
	settings: Settings,
	clock: Clock,
	history: History,
	events: Events,
	/** Hands a message to an online short code's listener. */
	call: (mo: MoMessage) => void,
) => {
	const shortCodes = new Map<string, ShortCodeConfig>(
		apps.flatMap((app) => (app.shortCodes ?? []).map((code) => [code.shortCode, code] as const)),
	);
	const boxes = new Map<string, Box>();
	let texts = 0;
	let read = 0;

	const setState = (mo: MoMessage, state: MoState) => {
		mo.state = state;
		events.emit({ type: 'mo', data: mo });
	};

	const watch = (box: Box) => {
		clock.at(box.removalAt, () => {
			// A read has moved the time on since.
			if (clock.now() >= box.removalAt) {
				for (const mo of box.waiting.splice(0)) setState(mo, 'expired');
				box.removalAt += halfAnHour;
			}
			watch(box);
		});
	};

	const open = () => {
		texts = 0;
		read = 0;
		boxes.clear();
		for (const { shortCode, mode } of shortCodes.values()) {
			if (mode !== 'offline') continue;
			const box = { waiting: [], removalAt: clock.now() + halfAnHour };
			boxes.set(shortCode, box);
			watch(box);
		}
	};
	open();

	return {
		setState,

		/** Throws `RangeError` where no app has the short code, or `from` is no number. */
		text({ from, to, message }: TextMessage): MoMessage {
			const shortCode = shortCodes.get(to);
			if (!shortCode) throw new RangeError(`No app has the short code ${to}.`);
			const sender = understandSender(from);
			if (sender === null) throw new RangeError(`Not a US number or a short code: ${from}`);
			const mo: MoMessage = {
				id: `mo${++texts}`,
				time: clock.now(),
				from: sender,
				to,
				message,
				state: 'waiting',
				readIn: null,
				attempts: [],
			};
			history.mo.push(mo);
			events.emit({ type: 'mo', data: mo });
			const box = boxes.get(to);
			if (box) box.waiting.push(mo);
			else call(mo);
			return mo;
		},

		/** Answers a page of the inbox, which is gone from it then. */
		readPage(
			app: AppConfig,
			dialect: Dialect,
			shortCode: string | undefined,
			rootUrl: string,
			fault: PageFault = honest,
		): { body: Body; read: InboxRead } | ApiError {
			if (!shortCode) return apiErrors.invalidValue('RegistrationID');
			const own = app.shortCodes?.some((code) => code.shortCode === shortCode);
			if (!own) return apiErrors.noRight();
			const box = boxes.get(shortCode);
			if (!box) return apiErrors.invalidValue('RegistrationID');

			const { names, resources } = dialects[dialect];
			const page = box.waiting.splice(0, fault.size ?? settings.inboxPageSize);
			const left = box.waiting.length;
			box.removalAt = clock.now() + halfAnHour;
			const record: InboxRead = {
				time: clock.now(),
				shortCode,
				dialect,
				removed: page.map((mo) => mo.id),
				pending: left,
				clientSaw: 'underway',
			};
			const readIn = history.inboxReads.push(record) - 1;
			events.emit({ type: 'inboxRead', data: record });
			for (const mo of page) {
				mo.readIn = readIn;
				setState(mo, 'read');
			}
			const form = settings.inboxAddressForm === 'documented' ? 'tel:' : settings.inboxAddressForm;
			const first = settings.inboxMessageIds === 'unique' ? read : 0;
			read += page.length;
			const body: Body = {
				root: 'inboundSMSMessageList',
				names,
				value: {
					inboundSMSMessage: page.map((mo, index) => ({
						messageId: `msg${first + index}`,
						message: mo.message,
						senderAddress: writeAddress(mo.from, form),
					})),
					numberOfMessagesInThisBatch: String(page.length),
					resourceURL: rootUrl + resources.inbox(shortCode),
					totalNumberOfPendingMessages: fault.pending(left),
				},
			};
			return { body, read: record };
		},

		reset: open,
	};
};
