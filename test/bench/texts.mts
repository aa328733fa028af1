import { mobile } from '../support/mobile.mts';

/** Whom to text, and about what. */
export interface Order {
	to: string;
	order: number;
}

/** The node’s parameter: the same text for all. */
export const sameMessage = 'We are closed today.';

/** The node’s parameter: a text of its own for each, as n8n’s expressions have it. */
export const ownMessage = '=Hello, your order {{ $json.order }} is ready.';

export const orders = (count: number): Order[] =>
	Array.from({ length: count }, (_, index) => ({ to: mobile(index), order: 1000 + index }));
