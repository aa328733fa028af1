import type { IDataObject } from 'n8n-workflow';
import { readDateTime } from '../protocol/dateTime';
import { isFinal } from '../protocol/deliveryInfo';
import { fingerprint } from './fingerprint';
import { keywordOf, type KeywordTable } from './keyword';
import type { DeliveryNotice, Inbound } from '../protocol/types';

/** The gateway's own object. Of a damaged message there may be no object, but a text. */
const rawJson = ({ raw, damaged }: Inbound): IDataObject =>
	typeof raw === 'object' && raw !== null && !Array.isArray(raw)
		? (raw as IDataObject)
		: ({ raw, damaged } as IDataObject);

/**
 * The output of a received message. With `simplify` false, the gateway's own object. `occurrence`:
 * see `fingerprint`. Two fields are there only if they have a value: `dateTimeUtc`, if the gateway
 * names the time zone, and `damaged`, if the message could not be read in full.
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
		messageId,
		message,
		senderAddress,
		destinationAddress,
		dateTime,
		localDateTime: local,
		...(utc && { dateTimeUtc: utc }),
		keyword: keywordOf(message, ownKeywords),
		fingerprint: fingerprint(inbound, occurrence),
		...(damaged && { damaged: { reason: damaged, raw: raw as IDataObject } }),
	};
};

/** The output of a delivery status. With `simplify` false, the gateway's own notification. */
export const deliveryJson = (notice: DeliveryNotice, simplify: boolean): IDataObject => {
	if (!simplify) return notice.raw as IDataObject;
	const { messageId, to, status } = notice;
	return { event: 'deliveryStatus', messageId, to, status, final: isFinal(status) };
};
