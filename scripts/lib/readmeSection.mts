import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure.mts';
import { root } from './paths.mts';

const file = join(root, 'README.md');

/** A Markdown table. */
export const markdownTable = (head: string[], rows: string[][]): string => {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [head, head.map(() => '---'), ...rows].map(line).join('\n');
};

/**
 * Puts a text into README.md, between the comments `<!-- name: … -->` and `<!-- /name -->`. Throws a
 * Failure where they are not there.
 */
export const writeReadmeSection = async (name: string, text: string): Promise<void> => {
	const readme = await readFile(file, 'utf8');
	const section = new RegExp(`(<!-- ${name}: .* -->\n)[^]*(\n<!-- /${name} -->)`);
	if (!section.test(readme)) throw new Failure(`README.md has no section ${name}.`);
	await writeFile(
		file,
		readme.replace(section, (_, before: string, after: string) => `${before}\n${text}\n${after}`),
	);
};
