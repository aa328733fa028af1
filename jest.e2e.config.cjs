const project = require('./test/support/jest-project.cjs');

module.exports = {
	projects: [project('e2e')],
	testTimeout: 900_000,
	maxWorkers: 1,
};
