import type { Inbound } from '../../shared/protocol/types';

const interruptedReads = new Map<string, Inbound[]>();

/**
 * Keeps what an execution had read out of an inbox when it was stopped: AT&T no longer has it, and
 * n8n throws the output of a node away that it stops. As long as this process lives.
 */
export const keepInterruptedRead = (inbox: string, messages: readonly Inbound[]): void => {
	if (messages.length > 0)
		interruptedReads.set(inbox, [...(interruptedReads.get(inbox) ?? []), ...messages]);
};

/** Hands out, once, what was set aside. */
export const takeInterruptedReads = (inbox: string): Inbound[] => {
	const messages = interruptedReads.get(inbox) ?? [];
	interruptedReads.delete(inbox);
	return messages;
};
