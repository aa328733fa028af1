import { createHash, randomUUID } from 'crypto';
import type { Inbound } from '../protocol/types';

/**
 * Whether a repeat of this message can be distinguished from another message of the same text: AT&T's
 * callback has a time, the callbacks of other gateways an id. With neither, a second STOP looks just
 * like the first one repeated.
 */
export const isDistinguishable = ({ messageId, dateTime }: Inbound): boolean =>
	messageId !== '' || dateTime !== '';

/**
 * A digest of sender, short code, time, id and text: the same each time that AT&T repeats a message,
 * and another one for each other message. `occurrence` distinguishes messages that are alike: AT&T
 * repeats nothing from an inbox, which gives no time either. Without it, a message that isn't
 * distinguishable gets a fingerprint that no other has.
 */
export const fingerprint = (inbound: Inbound, occurrence?: string): string => {
	const { messageId, senderAddress, destinationAddress, dateTime, message } = inbound;
	const own = occurrence ?? (isDistinguishable(inbound) ? '' : randomUUID());
	return createHash('sha256')
		.update(JSON.stringify([senderAddress, destinationAddress, dateTime, messageId, message, own]))
		.digest('hex');
};
