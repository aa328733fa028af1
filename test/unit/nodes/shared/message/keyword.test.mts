import fc from 'fast-check';
import { InputError } from '../../../../../nodes/shared/errors/inputError.ts';
import { readKeywordOption } from '../../../../../nodes/shared/fields/keywordOption.ts';
import { keywordOf } from '../../../../../nodes/shared/message/keyword.ts';

const words = {
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
} as const;
const table = Object.entries(words).flatMap(([keyword, own]) =>
	own.map((word) => [word, keyword] as const),
);

const fullWidth = (text: string) =>
	text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

describe.each(table)('The keyword %s, which means %s', (word, keyword) => {
	test.each([
		['as it is', word],
		['in lower case', word.toLowerCase()],
		['capitalised', word.charAt(0) + word.slice(1).toLowerCase()],
		['with blanks around it', `  ${word}\u00a0\n`],
		['with a full stop', `${word}.`],
		['with exclamation marks', `${word}!!!`],
		['in quotes', `“${word}”`],
		['in brackets', `[${word}]`],
		['with blanks in it', word.split('').join(' ')],
		['with dashes in it', word.split('').join('-')],
		['with an emoji', `${word} 🛑`],
		['in full-width letters', fullWidth(word)],
		['in full-width small letters', fullWidth(`${word.toLowerCase()}！`)],
		['with an invisible mark', `\u200e${word}\ufeff`],
		['twice', `${word} ${word.toLowerCase()}`],
		['over and over', `${word}! `.repeat(50)],
		['with please', `Please ${word}`],
		['with please behind it', `${word}, please.`],
		['with now and thanks', `${word} NOW!! Thank you`],
		['with Spanish courtesy', `${word} por favor, muchas gracias`],
		['with blanks in it, and please', `${word.split('').join(' ')} pls`],
	])(`The keyword ${word} is found %s`, (_, written) => {
		expect(keywordOf(written)).toBe(keyword);
	});
});

test('Blanks, case and punctuation around a word never matter', () => {
	const noise = fc.string({
		unit: fc.constantFrom(...' \t\r\n\u00a0\u3000.,;:!?¡¿\'"“”‘’«»()[]{}<>/\\|-–—_…•*#&@~^`+=$€%'),
		maxLength: 8,
	});
	const anyCase = (word: string) =>
		fc
			.array(fc.boolean(), { minLength: word.length, maxLength: word.length })
			.map((upper) =>
				[...word].map((letter, n) => (upper[n] ? letter : letter.toLowerCase())).join(''),
			);
	const written = fc.constantFrom(...table).chain(([word, keyword]) =>
		fc.record({
			keyword: fc.constant(keyword),
			word: anyCase(word),
			before: noise,
			after: noise,
		}),
	);
	fc.assert(
		fc.property(written, ({ keyword, word, before, after }) => {
			expect(keywordOf(`${before}${word}${after}`)).toBe(keyword);
		}),
		{ numRuns: 2000 },
	);
});

describe('Messages without a keyword', () => {
	test.each([
		'',
		' ',
		'!',
		'Don’t stop',
		'STOP2',
		'2STOP',
		'STOPP',
		'STO',
		'NONSTOP',
		'YES NO',
		'STOP or HELP',
		'STOP HELP',
		'please',
		'Thank you!',
		'now please',
		'When does the sale end?',
		'Please stop by at five',
		'Stop me if you have heard this',
		'Can I cancel my order please',
		'The bus stop',
		'I want to opt out of the dental plan only',
		'yes but not now',
		'end of story',
		'más info por favor',
		'No quiero parar',
		`${'stop '.repeat(1000)}`,
		'YESSIR',
		'NO',
		'ENDE',
		'STÖP',
		'СТОП',
		'Helpless',
		'information',
		'constructor',
		'__proto__',
		'toString',
		'hasOwnProperty',
	])('The message “%s” isn’t a keyword', (message) => {
		expect(keywordOf(message)).toBeNull();
	});
});

test.each([
	['OPT OUT', 'optOut'],
	['Opt-out', 'optOut'],
	['“OPT–OUT”', 'optOut'],
	['stop all please', 'optOut'],
	['Stop. End. Quit!', 'optOut'],
	['¡ALTO!', 'optOut'],
	['Parar ya', 'optOut'],
	['¿Ayuda?', 'help'],
	['Yes please', 'optIn'],
	['Stop, thank u', 'optOut'],
	['stop thank you very much', 'optOut'],
	['Kindly unsubscribe', 'optOut'],
	['Parar por fa', 'optOut'],
] as const)('The message “%s” means %s', (message, keyword) => {
	expect(keywordOf(message)).toBe(keyword);
});

describe('Words of one’s own', () => {
	const own = readKeywordOption({
		keywords: {
			words: { optOut: 'no more, Basta; HELP', help: ['support', 7], optIn: 'join\nyes' },
		},
	});

	test.each([
		['No more!', 'optOut'],
		['no more, please', 'optOut'],
		['basta', 'optOut'],
		['Support', 'help'],
		['7', 'help'],
		['join', 'optIn'],
		['STOP', 'optOut'],
		['stop, no more', 'optOut'],
		['no more pizza', null],
		['more', null],
	])('With words of one’s own, “%s” means %s', (message, keyword) => {
		expect(keywordOf(message, own)).toBe(keyword);
	});

	test('A word may be an emoji, with or without its variation selector', () => {
		const emoji = readKeywordOption({ keywords: { words: { optOut: '🛑, ❌', optIn: '❤️' } } });
		expect(['🛑', ' 🛑 ', '❤', '❤️', '👍', ''].map((text) => keywordOf(text, emoji))).toEqual([
			'optOut',
			'optOut',
			'optIn',
			'optIn',
			null,
			null,
		]);
		expect(keywordOf('🛑 the car', emoji)).toBeNull();
	});

	test('A word that opts both out and in opts out', () => {
		const both = readKeywordOption({ keywords: { words: { optOut: 'basta', optIn: 'BASTA' } } });
		expect(keywordOf('basta', both)).toBe('optOut');
	});

	test('A required keyword keeps its meaning', () => {
		expect(keywordOf('HELP', own)).toBe('help');
	});

	test.each([
		[{}],
		[{ keywords: {} }],
		[{ keywords: { words: {} } }],
		[{ keywords: { words: { help: null, optIn: '' } } }],
	])('The options %j hold no words', (options) => {
		expect(readKeywordOption(options).size).toBe(0);
	});

	test('An object in place of a word is an error', () => {
		expect(() => readKeywordOption({ keywords: { words: { optOut: { word: 'x' } } } })).toThrow(
			InputError,
		);
	});
});
