import type { Inbound } from '../../shared/protocol/types';

const setAside = new Map<string, Inbound[]>();

/**
 * Keeps what an execution had read out of an inbox when it was stopped: AT&T no longer has it, and
 * n8n throws the output of a node away that it stops. As long as this process lives.
 */
export const putAside = (inbox: string, messages: readonly Inbound[]): void => {
	if (messages.length > 0) setAside.set(inbox, [...(setAside.get(inbox) ?? []), ...messages]);
};

/** Hands out, once, what was set aside. */
export const takeAside = (inbox: string): Inbound[] => {
	const messages = setAside.get(inbox) ?? [];
	setAside.delete(inbox);
	return messages;
};
