import { EventEmitter } from 'node:events';

import type { SandboxEvent } from '../types.mts';

/** What happens, as it happens: for the control API's stream and for `subscribe`. */
export const createEvents = () => {
	const emitter = new EventEmitter<{ event: [SandboxEvent] }>().setMaxListeners(0);
	return {
		emit: (event: SandboxEvent) => emitter.emit('event', event),
		/** Calls back on each event; returns how to stop. */
		subscribe(listener: (event: SandboxEvent) => void) {
			// Wrapped, so that a function that subscribes twice is two subscriptions.
			const own = (event: SandboxEvent) => listener(event);
			emitter.on('event', own);
			return () => void emitter.off('event', own);
		},
		/** False saves the work of making events that nobody receives. */
		heard: () => emitter.listenerCount('event') > 0,
	};
};

export type Events = ReturnType<typeof createEvents>;
