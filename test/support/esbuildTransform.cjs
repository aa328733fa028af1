// Jest’s view of the sources: esbuild turns each file into CommonJS. Types are checked by tsc, not
// here.
const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transformSync, version } = require('esbuild');

// import.meta doesn’t exist in CommonJS: its three documented members are written out instead.
const importMeta = {
	'import.meta.url': '__importMetaUrl',
	'import.meta.dirname': '__dirname',
	'import.meta.filename': '__filename',
};
const importMetaUrl = `const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;`;

const options = {
	format: 'cjs',
	loader: 'ts',
	platform: 'node',
	target: 'node20',
	sourcemap: 'external',
	sourcesContent: true,
	// Jest can’t load an ES module inside a test: import() becomes a require().
	supported: { 'dynamic-import': false },
	define: importMeta,
	logLevel: 'silent',
};

const self = readFileSync(__filename);

module.exports = {
	process: (source, file) => {
		const { code, map } = transformSync(source, {
			...options,
			// As `.mts`, esbuild would make the whole `module.exports` the default import of any module.
			sourcefile: file.replace(/\.mts$/, '.ts'),
			banner: source.includes('import.meta.url') ? importMetaUrl : undefined,
		});
		return { code, map: { ...JSON.parse(map), sources: [file] } };
	},
	getCacheKey: (source, file) =>
		createHash('sha256').update(`${version}\0${file}\0`).update(self).update(source).digest('hex'),
};
