const { join } = require('node:path');

const root = join(__dirname, '../..');

/** A Jest project of the tests under test/{name}. */
module.exports = (name) => ({
	displayName: name,
	rootDir: root,
	roots: [join(root, 'test')],
	testMatch: [`<rootDir>/test/${name}/**/*.test.mts`],
	testEnvironment: join(__dirname, 'environment.cjs'),
	moduleFileExtensions: ['ts', 'mts', 'js', 'cjs', 'mjs', 'json', 'node'],
	transform: { '\\.m?ts$': join(__dirname, 'esbuildTransform.cjs') },
});
