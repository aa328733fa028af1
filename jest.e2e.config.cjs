const project = require('./test/support/jestProject.cjs');

// Minutes long, and they depend on how fast n8n stores executions: `npm run test:kill` plays them.
const testPathIgnorePatterns = process.env.KILL_MOMENTS ? [] : ['kill[A-Z]'];

module.exports = {
	projects: [{ ...project('e2e'), testPathIgnorePatterns }],
	testTimeout: 900_000,
	// Much of the time is waiting: for a schedule, for an n8n to start.
	maxWorkers: 2,
};
