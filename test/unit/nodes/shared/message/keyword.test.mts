import fc from 'fast-check';
import { keywordOf } from '../../../../../nodes/shared/message/keyword.ts';

const words = {
	optOut: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'],
	help: ['HELP', 'INFO'],
	optIn: ['START', 'YES', 'UNSTOP'],
} as const;
const table = Object.entries(words).flatMap(([keyword, own]) =>
	own.map((word) => [word, keyword] as const),
);

const fullWidth = (text: string) =>
	text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));

describe.each(table)('%s is %s', (word, keyword) => {
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
		['with a mark that has no look', `\u200e${word}\ufeff`],
	])('%s', (_, written) => {
		expect(keywordOf(written)).toBe(keyword);
	});
});

test('blanks, case and punctuation around a word never matter', () => {
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

describe('no keyword is', () => {
	test.each([
		'',
		' ',
		'!',
		'STOP please',
		'Please stop',
		'Don’t stop',
		'STOP2',
		'2STOP',
		'STOPP',
		'STO',
		'NONSTOP',
		'STOP STOP',
		'YES NO',
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
	])('“%s”', (message) => {
		expect(keywordOf(message)).toBeNull();
	});
});
