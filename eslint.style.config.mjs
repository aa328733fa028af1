// One style for all code. What n8n asks of a community package is in eslint.config.mjs, which n8n's
// strict mode keeps as it is.
import checkFile from 'eslint-plugin-check-file';
import jest from 'eslint-plugin-jest';
import parser from '@typescript-eslint/parser';

const code = '{nodes,credentials,sandbox,scripts,test}/**/*.{ts,mts,cjs,mjs,js}';

const shortNumber = {
	selector: 'Literal[raw=/^\\d_\\d{3}$/]',
	message: 'A number of four digits has no separator: 1000.',
};
// Tests have phone numbers and short codes as numbers, which aren't quantities.
const longNumber = {
	selector: 'Literal[raw=/^\\d{5,}$/]',
	message: 'A number of five digits or more has separators: 10_000.',
};
const apostrophes = ['Literal[value=/\\w’\\w/]', 'TemplateElement[value.raw=/\\w’\\w/]'].map(
	(selector) => ({ selector, message: "The apostrophe is a straight one: isn't." }),
);

// Someone who greps for retry, backoff, batch, mutex, deduplicate or rejected finds the code: names are
// the standard terms, not words of our own for them.
const paraphrases =
	'persist growingWait pace turn taken episode atATime inTurn repeatable refused unanswered broken ' +
	'unreadable untrusted explain underWay underway dispatch share settled ledger door refusal ' +
	'remembered setAside unclaimed told strike trap refusals hang drip cut makeOnce eventually beside';

export default [
	{ ignores: ['dist/**', 'test/fixtures/**'] },
	{
		files: [code],
		languageOptions: { parser },
		linterOptions: { reportUnusedDisableDirectives: 'off' },
		plugins: { 'check-file': checkFile },
		rules: {
			'func-style': ['error', 'expression'],
			'prefer-arrow-callback': 'error',
		},
	},
	{
		files: ['{nodes,credentials,sandbox,scripts}/**/*.{ts,mts,mjs,js}'],
		rules: { 'max-lines': ['error', 250] },
	},
	{
		files: ['{sandbox,scripts,test}/**/*.{mts,cjs,mjs,js}'],
		plugins: { 'check-file': checkFile },
		rules: {
			'check-file/filename-naming-convention': [
				'error',
				{ '**/*.{mts,cjs,mjs,js}': 'CAMEL_CASE' },
				{ ignoreMiddleExtensions: true },
			],
		},
	},
	{
		files: [code],
		rules: { 'no-restricted-syntax': ['error', shortNumber] },
	},
	{
		files: ['{nodes,credentials,sandbox}/**/*.{ts,mts,js}'],
		rules: { 'id-denylist': ['error', ...paraphrases.split(' ')] },
	},
	{
		// What users read has one kind of apostrophe.
		files: ['{nodes,credentials,sandbox,scripts}/**/*.{ts,mts,mjs,js}'],
		rules: { 'no-restricted-syntax': ['error', shortNumber, longNumber, ...apostrophes] },
	},
	{
		files: ['test/**/*.test.mts'],
		plugins: { jest },
		rules: {
			'jest/consistent-test-it': ['error', { fn: 'test', withinDescribe: 'test' }],
			'jest/no-focused-tests': 'error',
			'jest/no-disabled-tests': 'error',
			'jest/no-identical-title': 'error',
		},
	},
	{
		// A title is a whole sentence, which a list of failures shows alone.
		files: ['test/**/*.test.mts'],
		rules: {
			'jest/valid-title': [
				'error',
				{ mustMatch: ['^[A-Z0-9"“‘%$`]', 'A title begins with a capital, as a sentence does.'] },
			],
		},
	},
];
