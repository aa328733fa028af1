import { createHash } from 'crypto';
import type { Inbound } from '../protocol/types';

/**
 * What tells a message from others and is the same each time that AT&T repeats it: a digest of
 * sender, short code, time and text, as the callback's message id is empty. `occurrence` tells apart
 * what is a message of its own however alike: AT&T repeats nothing out of an inbox, where no time is
 * given either.
 */
export const fingerprint = (
	{ messageId, senderAddress, destinationAddress, dateTime, message }: Inbound,
	occurrence = '',
): string =>
	createHash('sha256')
		.update(
			JSON.stringify([senderAddress, destinationAddress, dateTime, messageId, message, occurrence]),
		)
		.digest('hex');
