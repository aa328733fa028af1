import { freePort } from '../../scripts/lib/ports.mts';
import { credentialType } from '../../scripts/lib/credentialType.mts';
import { credentialData, setUp, type Setup } from './support/setup.mts';

describe('The editor’s test of the credential', () => {
	let setup: Setup;
	beforeAll(async () => (setup = await setUp()));
	afterAll(async () => await setup.close());

	const testCredential = async (changes: Record<string, unknown>) => {
		const data = { ...credentialData(setup.sandbox), ...changes };
		const credential = await setup.client.createCredential(credentialType, 'Tested', data);
		return await setup.client.testCredential(credential, data);
	};

	test('The test is green for a right App Key and Secret', async () => {
		expect(await testCredential({})).toMatchObject({ status: 'OK' });
		expect(setup.sandbox.history.tokenRequests.at(-1)).toMatchObject({ outcome: 'issued' });
	});

	test('The test shows AT&T’s own text for a wrong App Secret', async () => {
		const { appKey } = credentialData(setup.sandbox);
		const answer = await fetch(`${setup.sandbox.url}/oauth/v4/token`, {
			method: 'POST',
			body: new URLSearchParams({
				grant_type: 'client_credentials',
				client_id: String(appKey),
				client_secret: 'not-the-secret',
				scope: 'SMS',
			}),
		});
		const rejection = (await answer.json()) as { error_description: string };
		expect(rejection.error_description).toMatch(/\w/);

		const { status, message } = await testCredential({ appSecret: 'not-the-secret' });
		expect(status).toBe('Error');
		expect(message).toContain(rejection.error_description);
	});

	test('The test names a base URL that doesn’t answer', async () => {
		const baseUrl = `http://127.0.0.1:${await freePort()}`;
		const { status, message } = await testCredential({ baseUrl });
		expect(status).toBe('Error');
		expect(message).toContain(baseUrl);
	});
});
