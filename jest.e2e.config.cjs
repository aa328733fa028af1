const project = require('./test/support/jestProject.cjs');

// Minutes long, and they depend on how fast n8n stores executions: `npm run test:kill` plays them.
const testPathIgnorePatterns = process.env.KILL_MOMENTS ? [] : ['/e2e/kill/(?!callbacks)'];

module.exports = {
	projects: [{ ...project('e2e'), testPathIgnorePatterns }],
	testTimeout: 900_000,
	// Much of the time is waiting: for a schedule, for an n8n to start. The counts of the kill tests want a calm machine.
	maxWorkers: process.env.KILL_MOMENTS ? 1 : 2,
};
