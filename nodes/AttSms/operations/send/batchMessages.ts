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

/** Of batches in ascending order, the position of the first one after this place among all. */
const firstAfter = (places: readonly number[], place: number): number => {
	let low = 0;
	let high = places.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((places[middle] as number) > place) high = middle;
		else low = middle + 1;
	}
	return low;
};

const sameText = ({ message, notifyDeliveryStatus, senderAddress }: Draft): string =>
	JSON.stringify([senderAddress, notifyDeliveryStatus, message]);

/**
 * Decides which requests are made: items with the same text and options share requests of up to 50
 * recipients if `combine` is on. Batches are sent in their order as far as they share recipients, so
 * a recipient joins only a batch after the last one that texts them: texts to one recipient keep the
 * order of the items, and a text that several items send to them arrives as often.
 */
export const batchMessages = (drafts: readonly Draft[], combine: boolean): Batch[] => {
	const batches: Batch[] = [];
	// By text: the places, among all batches, of those that have room left.
	const open = new Map<string, number[]>();
	const lastPlaceOf = new Map<string, number>();

	for (const draft of drafts) {
		const { message, notifyDeliveryStatus, senderAddress, itemIndex } = draft;
		const text = combine ? sameText(draft) : String(itemIndex);
		const places = open.get(text) ?? [];
		open.set(text, places);
		for (const recipient of draft.recipients) {
			const position = firstAfter(places, lastPlaceOf.get(recipient) ?? -1);
			const place = places[position] ?? batches.length;
			let batch = batches[place];
			if (!batch) {
				const outbound = { addresses: [], message, notifyDeliveryStatus, senderAddress };
				batch = { outbound, itemOf: new Map() };
				batches.push(batch);
				places.push(place);
			}
			batch.outbound.addresses.push(recipient);
			batch.itemOf.set(recipient, itemIndex);
			lastPlaceOf.set(recipient, place);
			if (batch.outbound.addresses.length === maxAddresses) places.splice(position, 1);
		}
	}
	return batches;
};
