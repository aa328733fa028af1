import { worseDelivery } from '../../shared/protocol/deliveryInfo';
import type { Delivery } from '../../shared/protocol/types';

/**
 * The status of one recipient in a response. Of several, the worst: it must not hide behind a better
 * one. A status that names no address, of a message to one recipient, is that recipient's.
 */
export const deliveryOf = (
	deliveries: readonly Delivery[],
	address: string,
	isOnlyRecipient: boolean,
): Delivery | undefined => {
	const own = deliveries.filter(({ to }) => to === address || (isOnlyRecipient && to === ''));
	const [first, ...others] = own;
	return first && { ...others.reduce(worseDelivery, first), to: address };
};
