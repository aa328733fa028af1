const { join } = require('node:path');

const root = join(__dirname, '../..');

/** These packages, and what they depend on. */
const withDependencies = (names) => [
	...new Set(
		names.flatMap((name) => {
			const { dependencies = {} } = require(join(root, 'node_modules', name, 'package.json'));
			return [name, ...withDependencies(Object.keys(dependencies))];
		}),
	),
];

/** Jest loads no ES modules: packages that are nothing else are transformed too. */
const esModules = withDependencies(['execa', 'get-port']);

/** A Jest project of the tests under test/{name}. */
module.exports = (name) => ({
	displayName: name,
	rootDir: root,
	roots: [join(root, 'test')],
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	testEnvironment: join(__dirname, 'environment.cjs'),
	moduleFileExtensions: ['ts', 'mts', 'js', 'cjs', 'mjs', 'json', 'node'],
	// Its exports are for `import` alone, and Jest asks for `require`.
	moduleNameMapper: { '^unicorn-magic$': join(root, 'node_modules/unicorn-magic/node.js') },
	setupFiles: [join(__dirname, 'fastCheck.cjs')],
	transform: { '\\.m?[jt]s$': join(__dirname, 'esbuildTransform.cjs') },
	transformIgnorePatterns: [`/node_modules/(?!(${esModules.join('|')})/)`],
});
