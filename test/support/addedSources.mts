// Loads the sources as they would be with a contributor’s files and lines added: nothing is written.
import { createRequire } from 'node:module';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';

export const root = join(import.meta.dirname, '../..');

/** By path from the root: a new file’s text, or what becomes of an existing file’s text. */
export type Additions = Record<string, string | ((source: string) => string)>;

/** Adds a line’s text after `anchor`, and its import at the top. Throws if `anchor` isn’t there. */
export const addLine = (importing: string, anchor: string, line: string) => (source: string) => {
	if (!source.includes(anchor)) throw new Error(`No ${JSON.stringify(anchor)} to add a line to.`);
	return `${importing}\n${source.replace(anchor, () => `${anchor}\n${line}`)}`;
};

/** The additions by their full path. */
export const byFullPath = (additions: Additions) =>
	new Map(Object.entries(additions).map(([path, each]) => [join(root, path), each]));

const withAdditions = (additions: Additions): Plugin => {
	const byPath = byFullPath(additions);
	return {
		name: 'with-additions',
		setup: ({ onLoad, onResolve, resolve }) => {
			onResolve({ filter: /^\./ }, ({ path, importer, resolveDir, kind }) => {
				const named = join(resolveDir, path);
				const found = [named, `${named}.ts`].find((each) => typeof byPath.get(each) === 'string');
				if (found !== undefined) return { path: found };
				if (!byPath.has(importer)) return undefined;
				// A new file may be in a folder that doesn't exist.
				return resolve(`./${relative(root, named)}`, { resolveDir: root, kind });
			});
			onLoad({ filter: /\.m?ts$/ }, async ({ path }) => {
				const added = byPath.get(path);
				const source = typeof added === 'string' ? added : await readFile(path, 'utf8');
				const folder = dirname(path);
				return {
					contents: (typeof added === 'function' ? added(source) : source).replaceAll(
						'import.meta.dirname',
						JSON.stringify(folder),
					),
					loader: 'ts',
					resolveDir: folder,
				};
			});
		},
	};
};

/** Loads what `entry`, a module’s text at the root of the repository, exports. */
export const loadWith = async <Exports,>(
	additions: Additions,
	entry: string,
	plugins: Plugin[] = [],
): Promise<Exports> => {
	// Under the root, so that packages are found.
	const folder = await mkdtemp(join(root, 'node_modules/.added-sources-'));
	try {
		const outfile = join(folder, 'sources.cjs');
		await build({
			stdin: { contents: entry, resolveDir: root, loader: 'ts' },
			outfile,
			bundle: true,
			packages: 'external',
			platform: 'node',
			format: 'cjs',
			plugins: [...plugins, withAdditions(additions)],
		});
		return createRequire(import.meta.url)(outfile) as Exports;
	} finally {
		await rm(folder, { recursive: true });
	}
};
