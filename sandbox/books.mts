import type { Books } from './types.mts';
import type { WireLog } from './wire.mts';

export function createBooks(wireLog: WireLog): Books {
	return {
		tokenRequests: [],
		accepted: [],
		refused: [],
		mo: [],
		inboxReads: [],
		statusReads: [],
		callbacks: [],
		redirected: [],
		get wire() {
			return wireLog.read();
		},
	};
}

/** Empties the books in place, so that who holds one of the arrays still holds the right one. */
export function clearBooks(books: Books, wireLog: WireLog) {
	const { wire: _, ...arrays } = books;
	for (const array of Object.values(arrays)) array.length = 0;
	wireLog.clear();
}
