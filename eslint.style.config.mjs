// One style for all code. What n8n asks of a community package is in eslint.config.mjs, which n8n's
// strict mode keeps as it is.
import checkFile from 'eslint-plugin-check-file';
import jest from 'eslint-plugin-jest';
import parser from '@typescript-eslint/parser';

const code = '{nodes,credentials,sandbox,scripts,test}/**/*.{ts,mts,cjs,mjs,js}';

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
		// What users read has one kind of apostrophe.
		files: ['{nodes,credentials,sandbox,scripts}/**/*.{ts,mts,mjs,js}'],
		rules: {
			'no-restricted-syntax': [
				'error',
				...['Literal[value=/\\w’\\w/]', 'TemplateElement[value.raw=/\\w’\\w/]'].map((selector) => ({
					selector,
					message: "Write a straight apostrophe: isn't.",
				})),
			],
		},
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
