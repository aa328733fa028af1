import { readFileSync } from 'node:fs';
import { attSms, attSmsTrigger, setUp, type Setup } from './support/setup.mts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
	name: string;
	version: string;
};

describe('The package, installed by n8n as a community package', () => {
	let setup: Setup;
	beforeAll(async () => (setup = await setUp()));
	afterAll(async () => await setup.close());

	test('The package is listed with its version and both nodes', async () => {
		const installed = await setup.client.installedPackages();
		expect(installed).toEqual([
			expect.objectContaining({
				packageName: manifest.name,
				installedVersion: manifest.version,
			}),
		]);
		expect(installed[0]).not.toMatchObject({ failedLoading: true });
		expect(installed[0]?.installedNodes.map(({ type }) => type).sort()).toEqual([
			attSms,
			attSmsTrigger,
		]);
	});

	test('The editor has both nodes', async () => {
		const types = await setup.client.nodeTypes(attSms, attSmsTrigger);
		expect(types.map(({ displayName }) => displayName)).toEqual(['AT&T SMS', 'AT&T SMS Trigger']);
	});
});
