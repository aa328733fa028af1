const project = require('./test/support/jestProject.cjs');

// `integration` and `package` test what is in dist: build first (`npx gulp build`).
// The tests that start a real n8n have a configuration of their own: jest.e2e.config.cjs.
module.exports = {
	projects: ['unit', 'integration', 'package'].map(project),
	testTimeout: 120_000,
	// Jest leaves one core of two idle.
	maxWorkers: 2,
};
