/** What a subscriber asks for with a keyword. */
export type Keyword = 'optOut' | 'help' | 'optIn';

/** Words in capitals, without blanks and punctuation → what they ask for. */
export type KeywordTable = ReadonlyMap<string, Keyword>;

export const noKeywords: KeywordTable = new Map();

/**
 * The keywords that every program must honor: those of the CTIA's Short Code Monitoring Handbook,
 * those of 47 CFR 64.1200(a)(10)(i) for opting out, the carriers' Spanish ones, and those by which
 * subscribers come back.
 */
const words: Record<Keyword, string[]> = {
	optOut: [
		'STOP',
		'STOPALL',
		'UNSUBSCRIBE',
		'CANCEL',
		'END',
		'QUIT',
		'REVOKE',
		'OPTOUT',
		'REMOVE',
		'ALTO',
		'PARAR',
	],
	help: ['HELP', 'INFO', 'AYUDA'],
	optIn: ['START', 'YES', 'UNSTOP'],
};

const builtIn: KeywordTable = new Map(
	(Object.keys(words) as Keyword[]).flatMap((keyword) =>
		words[keyword].map((word): [string, Keyword] => [word, keyword]),
	),
);

/** Words that may come along with a keyword without changing what it asks for. */
const courtesy = new Set([
	'PLEASE',
	'PLS',
	'PLZ',
	'NOW',
	'RIGHTNOW',
	'IMMEDIATELY',
	'THANKS',
	'THANKYOU',
	'THANKU',
	'THANKYOUVERYMUCH',
	'THANKYOUSOMUCH',
	'MANYTHANKS',
	'THX',
	'TY',
	'KINDLY',
	'PORFAVOR',
	'PORFA',
	'FAVOR',
	'YA',
	'AHORA',
	'AHORAMISMO',
	'GRACIAS',
	'MUCHASGRACIAS',
]);

/** No keyword is sent in a longer message. To normalize a hostile text takes longer than to read it. */
const longestMessage = 1000;

/** A longer word or phrase of one's own is ignored. In characters. */
const longestOwnWord = 100;

const wordsOf = (text: string): string[] =>
	text
		.normalize('NFKC')
		.toUpperCase()
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');

/**
 * A word or phrase as it is looked up: `opt-out` as `OPTOUT`. One without letters and digits, such as an
 * emoji, as its own signs.
 */
const keyOf = (text: string): string =>
	wordsOf(text).join('') || text.normalize('NFKC').replace(/[\s\ufe0e\ufe0f]/g, '');

const longestOf = (known: Iterable<string>): number =>
	[...known].reduce((longest, word) => Math.max(longest, word.length), 0);

const longestBuiltIn = longestOf([...builtIn.keys(), ...courtesy]);

/** The keywords that a message consists of; none for any other message. */
const keywordsOf = (message: string, ownWords: KeywordTable): Set<Keyword> => {
	const none = new Set<Keyword>();
	const text = message.trim();
	if (text.length > longestMessage) return none;
	const lookUp = (word: string): Keyword | undefined => builtIn.get(word) ?? ownWords.get(word);
	const parts = wordsOf(text);
	if (parts.length === 0) {
		const keyword = ownWords.get(keyOf(text));
		return keyword ? new Set([keyword]) : none;
	}
	const longest = Math.max(longestBuiltIn, longestOf(ownWords.keys()));

	/** How many parts, from one on, make a word: "opt out" takes two. The longest word counts. */
	const match = (start: number): { word: string; count: number } | undefined => {
		let found: { word: string; count: number } | undefined;
		let word = '';
		for (let index = start; index < parts.length; index++) {
			word += parts[index];
			if (word.length > longest) break;
			if (lookUp(word) || courtesy.has(word)) found = { word, count: index - start + 1 };
		}
		return found;
	};

	const asked = new Set<Keyword>();
	for (let index = 0; index < parts.length;) {
		const found = match(index);
		if (!found) return none;
		const keyword = lookUp(found.word);
		if (keyword) asked.add(keyword);
		index += found.count;
	}
	return asked;
};

/**
 * The keyword that a message consists of: in any letter case, with any punctuation, also repeated or
 * with courtesy words ("Stop please!", "OPT-OUT", "stop stop, thanks"). Null for any other message, and
 * so for a sentence with a keyword in it. `ownWords` come in addition to the required ones.
 */
export const keywordOf = (message: string, ownWords = noKeywords): Keyword | null => {
	const asked = keywordsOf(message, ownWords);
	const [keyword = null, ...others] = asked;
	return others.length === 0 ? keyword : null;
};

/**
 * Whether a message opts out or asks for help, with other keywords too ("STOP YES"): carriers require
 * that it is honored, so it is never an answer.
 */
export const isOptOutOrHelp = (message: string, ownWords = noKeywords): boolean => {
	const asked = keywordsOf(message, ownWords);
	return asked.has('optOut') || asked.has('help');
};

/** Of a word that is entered for two keywords, the last one here counts: an opt-out must be honored. */
const byWeight: Keyword[] = ['optIn', 'help', 'optOut'];

/**
 * Reads words of one's own, up to 100 characters each, separated by comma, semicolon or new line. A
 * required keyword keeps its meaning.
 */
export const readKeywords = (entered: Record<Keyword, string>): KeywordTable =>
	new Map(
		byWeight.flatMap((keyword) =>
			entered[keyword]
				.split(/[,;\r\n]/)
				.map((word) => word.trim())
				.filter((word) => word.length <= longestOwnWord)
				.map(keyOf)
				.filter((word) => word !== '')
				.map((word): [string, Keyword] => [word, keyword]),
		),
	);
