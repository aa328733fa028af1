import { hash, randomUUID } from 'crypto';
import type { Inbound } from '../protocol/types';

/** `10:11`, `T1011` or seconds since the epoch: with a date alone, all messages of a day are alike. */
const timeOfDay = /\d:\d\d|T\d{4}|\d{10}/i;

/** What some gateways write where there is no id. */
const noId = /^(?:0|null|undefined|none)?$/i;

/**
 * Whether a repeat of this message can be distinguished from another message of the same text: AT&T's
 * callback has a time, the callbacks of other gateways an id. With neither, a second STOP looks just
 * like the first one repeated.
 */
export const isDistinguishable = ({ messageId, dateTime, isIdOfList }: Inbound): boolean =>
	timeOfDay.test(dateTime) || (!noId.test(messageId) && !isIdOfList);

/**
 * A digest of sender, short code, time, id and text: the same each time that AT&T repeats a message,
 * and another one for each other message. `occurrence` distinguishes messages that are alike: AT&T
 * repeats nothing from an inbox, which gives no time either. Without it, a message that isn't
 * distinguishable gets a fingerprint that no other has.
 */
export const fingerprint = (inbound: Inbound, occurrence?: string): string => {
	const { messageId, senderAddress, destinationAddress, dateTime, message } = inbound;
	const own = occurrence ?? (isDistinguishable(inbound) ? '' : randomUUID());
	const identity = [senderAddress, destinationAddress, dateTime, messageId, message, own];
	return hash('sha256', JSON.stringify(identity), 'hex');
};
