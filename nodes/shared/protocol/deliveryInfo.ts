import { readAddress } from './address';
import { list, required, token } from './fields';
import type { Delivery } from './types';

/**
 * Final by AT&T's page: "A final state is reached when the DeliveryStatus parameter is set to
 * either DeliveredToTerminal or DeliveryImpossible." OneAPI's `DeliveryNotificationNotSupported` is
 * final too: nothing more will be known.
 */
const finalStatuses = [
	'deliveredtoterminal',
	'deliveryimpossible',
	'deliverynotificationnotsupported',
];

/** From the best to the worst. */
const ranking = [
	'',
	'deliveredtoterminal',
	'deliverynotificationnotsupported',
	'deliveredtonetwork',
	'messagewaiting',
	'deliveryuncertain',
	'deliveryimpossible',
];

export const isFinal = (status: string): boolean => finalStatuses.includes(status.toLowerCase());

/** A status that isn't in the list may be a failure: it hides nothing but what is unknown too. */
const rank = ({ status }: Delivery): number => {
	const index = ranking.indexOf(status.toLowerCase());
	return index < 0 ? ranking.indexOf('deliveryuncertain') : index;
};

/**
 * The worse of two statuses that one response gives for one recipient, so that a failed part isn't
 * hidden by a delivered one. The first one if they are equally bad.
 */
export const worseDelivery = (first: Delivery, second: Delivery): Delivery =>
	rank(second) > rank(first) ? second : first;

/** Reads one `DeliveryInfo` ("Delivery Info Object Parameters"). */
export const readDelivery = (info: unknown): Delivery => {
	const id = token(info, 'Id');
	return {
		to: readAddress(token(info, 'Address')),
		status: token(info, 'DeliveryStatus'),
		...(id && { id }),
	};
};

/** Reads a status response, `DeliveryInfoList` in either provider's letter case. */
export const readDeliveryInfoList = (payload: unknown): Delivery[] => {
	const deliveries = required(payload, 'DeliveryInfoList');
	return list(deliveries, 'DeliveryInfo').map(readDelivery);
};
