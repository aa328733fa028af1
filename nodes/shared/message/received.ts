import type { IDataObject } from 'n8n-workflow';
import { readDateTime } from '../protocol/dateTime';
import { isFinal } from '../protocol/deliveryInfo';
import { isRecord } from '../protocol/fields';
import { fingerprint } from './fingerprint';
import { keywordOf, type KeywordTable } from './keyword';
import type { DeliveryNotice, Inbound } from '../protocol/types';

/** The gateway's own object. Of a damaged message there may be no object, but a text. */
const rawJson = ({ raw, damaged }: Inbound): IDataObject =>
	(isRecord(raw) ? raw : { raw, damaged }) as IDataObject;

/**
 * The output of a received message, what is needed first at the front. With `simplify` false, the
 * gateway's own object. `occurrence`: see `fingerprint`.
 *
 * `receivedAt` is n8n's clock, in UTC, as an inbox gives no time. What the gateway leaves empty is
 * left out: AT&T's callbacks have no id. `dateTimeUtc` is there only if the gateway names the time
 * zone, `damaged` only if the message could not be read in full.
 */
export const messageJson = (
	inbound: Inbound,
	simplify: boolean,
	occurrence?: string,
	ownKeywords?: KeywordTable,
): IDataObject => {
	if (!simplify) return rawJson(inbound);
	const { messageId, message, senderAddress, destinationAddress, dateTime, damaged, raw } = inbound;
	const { local, utc } = readDateTime(dateTime);
	return {
		event: 'message',
		message,
		senderAddress,
		keyword: keywordOf(message, ownKeywords),
		destinationAddress,
		receivedAt: new Date().toISOString(),
		...(dateTime && { dateTime, localDateTime: local }),
		...(utc && { dateTimeUtc: utc }),
		...(messageId && { messageId }),
		fingerprint: fingerprint(inbound, occurrence),
		...(damaged && { damaged: { reason: damaged, raw: raw as IDataObject } }),
	};
};

/**
 * The output of a delivery status. With `simplify` false, the gateway's own notification. `damaged` is
 * there only if it names no recipient or no status.
 */
export const deliveryJson = (notice: DeliveryNotice, simplify: boolean): IDataObject => {
	if (!simplify) return notice.raw as IDataObject;
	const { messageId, to, status, damaged, raw } = notice;
	return {
		event: 'deliveryStatus',
		to,
		status,
		final: isFinal(status),
		messageId,
		...(damaged && { damaged: { reason: damaged, raw: raw as IDataObject } }),
	};
};
