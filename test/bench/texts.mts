/** Whom to text, and about what. */
export interface Order {
	to: string;
	order: number;
}

/** The node's parameter: the same text for all. */
export const sameMessage = 'We are closed today.';

/** The node's parameter: a text of its own for each, as n8n's expressions have it. */
export const ownMessage = '=Hello, your order {{ $json.order }} is ready.';

const areas = [206, 212, 213, 303, 305, 312, 404, 415, 512, 617];

/** One of 1,000 numbers that are given to no one: 555-0100 to 555-0199 of ten area codes. */
export const mobile = (index: number): string =>
	`+1${areas[Math.floor(index / 100) % areas.length]}55501${String(index % 100).padStart(2, '0')}`;

export const orders = (count: number): Order[] =>
	Array.from({ length: count }, (_, index) => ({ to: mobile(index), order: 1000 + index }));
