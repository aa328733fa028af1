import { readAddress } from './address';
import { list, required, token } from './fields';
import type { Delivery } from './types';

/**
 * Final by AT&T's page: "A final state is reached when the DeliveryStatus parameter is set to
 * either DeliveredToTerminal or DeliveryImpossible."
 */
const finalStatuses = new Set(['deliveredtoterminal', 'deliveryimpossible']);

export const isFinal = (status: string): boolean => finalStatuses.has(status.toLowerCase());

/** Reads one `DeliveryInfo` ("Delivery Info Object Parameters"). */
export const readDelivery = (info: unknown): Delivery => {
	const id = token(info, 'Id');
	return {
		to: readAddress(token(info, 'Address')),
		status: token(info, 'DeliveryStatus'),
		...(id && { id }),
	};
};

/** Reads a status answer, `DeliveryInfoList` in either provider's letter case. */
export const readDeliveryInfoList = (payload: unknown): Delivery[] => {
	const deliveries = required(payload, 'DeliveryInfoList');
	return list(deliveries, 'DeliveryInfo').map(readDelivery);
};
