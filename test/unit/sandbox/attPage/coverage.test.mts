import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { statements } from './statements.mts';

const document = join(import.meta.dirname, '../../../../docs/att-page-coverage.md');

/** The titles of a file’s tests. They are literals, so that they can be searched for. */
const titlesIn = (source: string): string[] =>
	[...source.matchAll(/\btest\(\s*(['"])(.*?[^\\])\1,/g)].map(([, , title = '']) => title);

const files = readdirSync(import.meta.dirname)
	.filter((file) => /\.test\.mts$/.test(file) && !/^(coverage|examples)\b/.test(file))
	.map((file) => ({
		file,
		titles: titlesIn(readFileSync(join(import.meta.dirname, file), 'utf8')),
	}));

const texts = Object.values(statements)
	.flat()
	.map((each) => (typeof each === 'string' ? each : each.text));

const lineOf = (statement: (typeof statements)[string][number]): string => {
	if (typeof statement !== 'string')
		return `${statement.text} — not tested: ${statement.notTested}`;
	const { file = '' } = files.find(({ titles }) => titles.includes(statement)) ?? {};
	return `${statement} — [${file}](../test/unit/sandbox/attPage/${file})`;
};

const written = () =>
	[
		"# What the sandbox covers of AT&T's page",
		"The statements of AT&T's page about the gateway, each with the file that has a test of its name, or with why there is none. `UPDATE_COVERAGE=1 npx jest test/unit/sandbox/attPage/coverage` writes this page. The page's examples are in [examples.test.mts](../test/unit/sandbox/attPage/examples.test.mts); the forms seen on the wire, each with its setting, are in [wireForms.test.mts](../test/unit/sandbox/protocol/wireForms.test.mts).",
		...Object.entries(statements).flatMap(([section, list]) => [
			`## ${section}`,
			list.map((each) => `- ${lineOf(each)}`).join('\n'),
		]),
	].join('\n\n') + '\n';

describe('The coverage of AT&T’s page', () => {
	test('Each statement of AT&T’s page has one test, named after it, and nothing else is tested', () => {
		const named = files.flatMap(({ titles }) => titles);
		const tested = Object.values(statements)
			.flat()
			.filter((each) => typeof each === 'string');
		expect([...named].sort()).toEqual([...tested].sort());
		expect(new Set(texts).size).toBe(texts.length);
	});

	test('The coverage of AT&T’s page is written in docs/att-page-coverage.md', () => {
		if (process.env.UPDATE_COVERAGE) writeFileSync(document, written());
		expect(readFileSync(document, 'utf8')).toBe(written());
	});
});
