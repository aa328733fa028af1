/** How many messages a sender may write, and within what time. */
export interface SenderRateLimit {
	messages: number;
	minutes: number;
}

interface Sender {
	/** When the last messages were sent, in ms since the epoch, oldest first. */
	times: number[];
	/** Whether the output has said that the sender exceeds the limit. */
	notified: boolean;
	/** As it is saved; undefined where it has changed since. */
	saved?: string;
}

export interface Consumed {
	/** `notify`: the first message over the limit. */
	verdict: 'pass' | 'notify' | 'ignore';
	/** Takes the message back. */
	refund(): void;
}

/** When messages can have been sent, in ms since the epoch. */
interface SendingTime {
	now: number;
	sentSince: number;
}

/** How much each sender has written lately. */
export interface Senders {
	/** Counts a message of a sender, and returns what to do with it. */
	consume(sender: string, limit: SenderRateLimit, time: SendingTime): Consumed;
	/** Adds what was saved. Ignores anything else. */
	load(saved: unknown): void;
	save(): string;
}

/** With more senders, the one who has been silent longest is forgotten: n8n stores them with the workflow. */
const maxSenders = 500;

/** The longest time that the panel has for a limit. */
const longestMs = 1440 * 60_000;

/** `sender notified time +later +later`, in ms and base 36. */
const write = (key: string, { times, notified }: Sender): string => {
	const steps = times.map((time, index) => (time - (times[index - 1] ?? 0)).toString(36));
	return [key, notified ? '1' : '0', ...steps].join(' ');
};

const read = (saved: string): [string, Sender] | undefined => {
	const [key = '', notified, ...steps] = saved.split(' ');
	let time = 0;
	const times = steps.map((step) => (time += parseInt(step, 36)));
	const isRead = key !== '' && times.length > 0 && times.every(Number.isSafeInteger);
	return isRead ? [key, { times, notified: notified === '1', saved }] : undefined;
};

export const createSenders = (): Senders => {
	/** The longest silent first. */
	const senders = new Map<string, Sender>();

	const lastOf = ({ times }: Sender): number => times.at(-1) ?? 0;

	const put = (key: string, sender: Sender, now: number): void => {
		senders.delete(key);
		senders.set(key, sender);
		for (const [oldest, old] of senders) {
			if (senders.size <= maxSenders && now - lastOf(old) < longestMs) break;
			senders.delete(oldest);
		}
	};

	return {
		consume(key, { messages, minutes }, { now, sentSince }) {
			const known = senders.get(key);
			const notified = known?.notified ?? false;
			// A clock set back would make an old message a future one, and the limit hold for long.
			const times = (known?.times ?? []).map((time) => Math.min(time, now));
			// The earliest moment from which one more message keeps within the limit.
			const allowedAt = times.length < messages ? 0 : (times.at(-messages) ?? 0) + minutes * 60_000;
			const over = allowedAt > now;
			const earliest = Math.max(sentSince, times.at(-1) ?? 0, allowedAt);
			const sentAt = over ? now : Math.min(now, earliest);
			put(key, { times: [...times, sentAt].slice(-messages - 1), notified: over }, now);
			const verdict = !over ? 'pass' : notified ? 'ignore' : 'notify';
			return {
				verdict,
				refund() {
					const sender = senders.get(key);
					const counted = sender?.times.lastIndexOf(sentAt) ?? -1;
					if (!sender || counted < 0) return;
					sender.times.splice(counted, 1);
					if (verdict === 'notify') sender.notified = false;
					sender.saved = undefined;
				},
			};
		},
		load(saved) {
			if (typeof saved !== 'string') return;
			for (const line of saved.split('\n')) {
				const [key, sender] = read(line) ?? [];
				if (key === undefined || sender === undefined) continue;
				const known = senders.get(key);
				if (!known || lastOf(known) < lastOf(sender)) put(key, sender, lastOf(sender));
			}
		},
		save: () =>
			[...senders].map(([key, sender]) => (sender.saved ??= write(key, sender))).join('\n'),
	};
};
