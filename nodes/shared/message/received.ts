import type { IDataObject } from 'n8n-workflow';
import { isoLocalTime } from '../protocol/dateTime';
import { isFinal } from '../protocol/deliveryInfo';
import { fingerprint } from './fingerprint';
import { keywordOf } from './keyword';
import type { DeliveryNotice, Inbound } from '../protocol/types';

/**
 * The output of a message received. `simplify` false gives the gateway's own object. `occurrence`:
 * see `fingerprint`.
 */
export const messageJson = (
	inbound: Inbound,
	simplify: boolean,
	occurrence?: string,
): IDataObject => {
	if (!simplify) return inbound.raw as IDataObject;
	const { messageId, message, senderAddress, destinationAddress, dateTime } = inbound;
	return {
		event: 'message',
		messageId,
		message,
		senderAddress,
		destinationAddress,
		dateTime,
		localDateTime: isoLocalTime(dateTime),
		keyword: keywordOf(message),
		fingerprint: fingerprint(inbound, occurrence),
	};
};

/** The output of a delivery that AT&T told of. `simplify` false gives the gateway's own object. */
export const deliveryJson = (notice: DeliveryNotice, simplify: boolean): IDataObject => {
	if (!simplify) return notice.raw as IDataObject;
	const { messageId, to, status } = notice;
	return { event: 'deliveryStatus', messageId, to, status, final: isFinal(status) };
};
