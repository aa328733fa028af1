import { callbackRetryPeriodMs } from '../callbackRetryPeriod';

/** n8n stores them with the workflow, and writes all of them at each callback. */
const maxMessages = 2000;

/** Of a fingerprint's 32 bytes, 8 are enough among 2,000. Then the time, in ms since the epoch. */
const printBytes = 8;
const timeBytes = 6;
const entryBytes = printBytes + timeBytes;
const printDigits = printBytes * 2;

/** The fingerprints of the messages that n8n took in, for as long as AT&T repeats them. */
export interface SeenMessages {
	has(fingerprint: string, now: number): boolean;
	/** @param now in ms since the epoch */
	add(fingerprint: string, now: number): void;
	/** Takes an `add` back. */
	remove(fingerprint: string): void;
	/** Adds what was saved. Ignores anything else. */
	load(saved: unknown): void;
	/** All of them as one string, of 19 characters each. */
	save(): string;
}

/**
 * Keeps the entries in one buffer, oldest first, in the form in which they are saved: so a save costs
 * microseconds however many there are.
 */
export const createSeenMessages = (): SeenMessages => {
	const times = new Map<string, number>();
	const entries = Buffer.alloc(2 * maxMessages * entryBytes);
	let start = 0;
	let end = 0;

	const printAt = (buffer: Buffer, at: number) => buffer.toString('hex', at, at + printBytes);
	const timeAt = (buffer: Buffer, at: number) => buffer.readUIntBE(at + printBytes, timeBytes);

	const forgetOldest = () => {
		const print = printAt(entries, start);
		if (times.get(print) === timeAt(entries, start)) times.delete(print);
		start += entryBytes;
	};

	const append = (print: string, time: number) => {
		if (end + entryBytes > entries.length) {
			entries.copyWithin(0, start, end);
			end -= start;
			start = 0;
		}
		entries.write(print, end, 'hex');
		entries.writeUIntBE(time, end + printBytes, timeBytes);
		end += entryBytes;
		times.set(print, time);
		if (end - start > maxMessages * entryBytes) forgetOldest();
	};

	return {
		has(fingerprint, now) {
			const time = times.get(fingerprint.slice(0, printDigits));
			return time !== undefined && now - time <= callbackRetryPeriodMs;
		},
		add(fingerprint, now) {
			while (start < end && now - timeAt(entries, start) > callbackRetryPeriodMs) forgetOldest();
			append(fingerprint.slice(0, printDigits), now);
		},
		remove(fingerprint) {
			const print = fingerprint.slice(0, printDigits);
			times.delete(print);
			for (let at = end - entryBytes; at >= start; at -= entryBytes) {
				if (printAt(entries, at) === print) entries.writeUIntBE(0, at + printBytes, timeBytes);
			}
		},
		load(saved) {
			if (typeof saved !== 'string') return;
			const loaded = Buffer.from(saved, 'base64');
			for (let at = 0; at + entryBytes <= loaded.length; at += entryBytes) {
				const print = printAt(loaded, at);
				const time = timeAt(loaded, at);
				if (time > (times.get(print) ?? 0)) append(print, time);
			}
		},
		save: () => entries.toString('base64', start, end),
	};
};
