/** What a subscriber asks for with a carrier keyword. */
export type Keyword = 'optOut' | 'help' | 'optIn';

/**
 * The keywords that carriers and the CTIA's Short Code Monitoring Handbook have every program
 * honour, and those by which a subscriber comes back.
 */
const keywords: Record<string, Keyword> = {
	STOP: 'optOut',
	STOPALL: 'optOut',
	UNSUBSCRIBE: 'optOut',
	CANCEL: 'optOut',
	END: 'optOut',
	QUIT: 'optOut',
	HELP: 'help',
	INFO: 'help',
	START: 'optIn',
	YES: 'optIn',
	UNSTOP: 'optIn',
};

/**
 * The keyword that a message consists of, whatever its letter case, blanks and punctuation
 * (" Stop!", "STOP ALL"); null for any other message.
 */
export const keywordOf = (message: string): Keyword | null => {
	const word = message
		.normalize('NFKC')
		.replace(/[^\p{L}\p{N}]/gu, '')
		.toUpperCase();
	return Object.hasOwn(keywords, word) ? (keywords[word] ?? null) : null;
};
