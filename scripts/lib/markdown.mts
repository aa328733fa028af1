import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from './failure.mts';
import { root } from './paths.mts';

/** A Markdown table. */
export const markdownTable = (head: string[], rows: string[][]): string => {
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	return [head, head.map(() => '---'), ...rows].map(line).join('\n');
};

/**
 * Replaces the text between the comments `<!-- name: … -->` and `<!-- /name -->` in a Markdown file.
 * Throws a Failure if the file doesn't have them.
 */
export const writeSection = async (file: string, name: string, text: string): Promise<void> => {
	const path = join(root, file);
	const page = await readFile(path, 'utf8');
	const section = new RegExp(`(<!-- ${name}: .* -->\n)[^]*(\n<!-- /${name} -->)`);
	if (!section.test(page)) throw new Failure(`${file} has no section ${name}.`);
	const written = page.replace(
		section,
		(_, before: string, after: string) => `${before}\n${text}\n${after}`,
	);
	const { format } = await import('prettier');
	await writeFile(path, await format(written, { parser: 'markdown' }));
};
