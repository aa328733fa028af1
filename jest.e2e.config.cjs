const project = require('./test/support/jestProject.cjs');

module.exports = {
	projects: [project('e2e')],
	testTimeout: 900_000,
	// Much of the time is waiting: for a schedule, for an n8n to start.
	maxWorkers: 2,
};
