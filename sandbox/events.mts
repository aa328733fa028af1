import type { SandboxEvent } from './types.mts';

export interface Events {
	emit(event: SandboxEvent): void;
	subscribe(listener: (event: SandboxEvent) => void): () => void;
	/** False saves the work of making events that nobody hears. */
	heard(): boolean;
}

export const createEvents = (): Events => {
	const listeners = new Set<(event: SandboxEvent) => void>();
	return {
		emit(event) {
			for (const listener of listeners) listener(event);
		},
		subscribe(listener) {
			// Wrapped, so that the same function subscribed twice is two subscriptions.
			const own = (event: SandboxEvent) => listener(event);
			listeners.add(own);
			return () => listeners.delete(own);
		},
		heard: () => listeners.size > 0,
	};
};
