/** The help of a message field: what it is, and what it costs. */
export const messageHelp = (what: string): string =>
	`${what}. A segment has 160 characters, or 70 with emoji or other Unicode characters, and AT&T charges each segment to each recipient.`;
