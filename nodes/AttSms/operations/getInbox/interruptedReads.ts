import type { IDataObject } from 'n8n-workflow';

const interruptedReads = new Map<string, IDataObject[]>();

/**
 * Keeps what an execution had read from an inbox when it was stopped, as long as this process lives:
 * AT&T no longer has it. For an n8n that could not store it (see runtime/keptOutput.ts).
 */
export const keepInterruptedRead = (inbox: string, messages: readonly IDataObject[]): void => {
	if (messages.length > 0)
		interruptedReads.set(inbox, [...(interruptedReads.get(inbox) ?? []), ...messages]);
};

/** Returns what was kept of this inbox, and forgets it. */
export const takeInterruptedReads = (inbox: string): IDataObject[] => {
	const messages = interruptedReads.get(inbox) ?? [];
	interruptedReads.delete(inbox);
	return messages;
};
