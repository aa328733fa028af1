import { isFinal } from '../../shared/protocol/deliveryInfo';
import type { Delivery } from '../../shared/protocol/types';

/** The worse of two statuses comes first: impossible, then unknown, then delivered. */
const badness = ({ status }: Delivery): number => {
	if (!isFinal(status)) return 1;
	return /impossible/i.test(status) ? 2 : 0;
};

/**
 * The status of one recipient in a response. Of several, the worst: it must not hide behind a better
 * one. A single status that names no address, of a message to one recipient, is that recipient's.
 */
export const deliveryOf = (
	deliveries: readonly Delivery[],
	address: string,
	isOnlyRecipient: boolean,
): Delivery | undefined => {
	const own = deliveries.filter(({ to }) => to === address || (isOnlyRecipient && to === ''));
	const [first, ...others] = own;
	if (!first) return undefined;
	const worst = others.reduce((a, b) => (badness(b) > badness(a) ? b : a), first);
	return { ...worst, to: address };
};

/** AT&T sends no more about these, though the message is not in a final state. */
const isUnsupported = (status: string): boolean =>
	/^DeliveryNotificationNotSupported$/i.test(status);

/** Whether asking again can't bring anything new. */
export const isSettled = (status: string): boolean => isFinal(status) || isUnsupported(status);
