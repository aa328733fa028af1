import type { Outbound } from '../../../shared/protocol/types';

/** "The maximum number of destination addresses that are supported in a single message is 50." */
export const maxAddresses = 50;

/** One input item, checked and ready to be sent. */
export interface Draft extends Omit<Outbound, 'addresses'> {
	itemIndex: number;
	/** E.164, each once. */
	recipients: string[];
}

/** One request, and whose recipients are in it. */
export interface Batch {
	outbound: Outbound;
	/** E.164 → the item that texts it. */
	itemOf: Map<string, number>;
}

const sameText = ({ message, notifyDeliveryStatus, senderAddress }: Draft): string =>
	JSON.stringify([senderAddress, notifyDeliveryStatus, message]);

/**
 * Decides which requests are made: items with the same text and options share requests of up to 50
 * recipients where `combine` says so. A number that several items text gets as many copies, each in
 * a request of its own, as one request would deliver it only once.
 */
export const batchMessages = (drafts: readonly Draft[], combine: boolean): Batch[] => {
	const requests: Batch[] = [];
	// Of each text: the request being filled for first copies, for second copies, and so on.
	const filling = new Map<string, Batch[]>();
	const copies = new Map<string, number>();

	for (const draft of drafts) {
		const { message, notifyDeliveryStatus, senderAddress, itemIndex } = draft;
		const text = combine ? sameText(draft) : String(itemIndex);
		const open = filling.get(text) ?? [];
		filling.set(text, open);
		for (const recipient of draft.recipients) {
			const copyKey = `${recipient} ${text}`;
			const copy = copies.get(copyKey) ?? 0;
			copies.set(copyKey, copy + 1);
			let request = open[copy];
			if (!request || request.outbound.addresses.length === maxAddresses) {
				request = {
					outbound: { addresses: [], message, notifyDeliveryStatus, senderAddress },
					itemOf: new Map(),
				};
				open[copy] = request;
				requests.push(request);
			}
			request.outbound.addresses.push(recipient);
			request.itemOf.set(recipient, itemIndex);
		}
	}
	return requests;
};
