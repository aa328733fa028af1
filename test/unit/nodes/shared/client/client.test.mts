import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { createClient } from '../../../../../nodes/shared/client/client.ts';
import { GatewayError } from '../../../../../nodes/shared/errors/gatewayError.ts';
import type { Provider } from '../../../../../nodes/shared/protocol/types.ts';

const credential = {
	appKey: 'key',
	appSecret: 'secret',
	baseUrl: 'https://api.att.com',
	apiVersion: '2',
	scope: 'SMS',
};

const clientOf = async (
	fields: ICredentialDataDecryptedObject = {},
	provider: Provider = 'att',
): Promise<Awaited<ReturnType<typeof createClient>>> => {
	const getCredentials = async () => ({ ...credential, ...fields });
	return await createClient({ getCredentials } as unknown as IExecuteFunctions, provider, 1000);
};

let apps = 0;

test.each<[string, ICredentialDataDecryptedObject, Provider, boolean]>([
	['of the same credential', {}, 'att', true],
	[
		'of another credential with the same App Key',
		{ appSecret: 'other', scope: 'SMS,MMS' },
		'att',
		true,
	],
	['with the same App Key and a blank', { appKey: ' key\n' }, 'att', true],
	['with version 3', { apiVersion: '3' }, 'att', true],
	['with OneAPI', {}, 'oneApi', true],
	['with a slash after the base URL', { baseUrl: 'https://api.att.com/' }, 'att', true],
	['with another App Key', { appKey: 'other' }, 'att', false],
	['at another base URL', { baseUrl: 'https://sandbox.example.com' }, 'att', false],
])(
	'A run %s shares the rate limit of the app only if it is the same app',
	async (_, fields, provider, isShared) => {
		const app = `-${++apps}`;
		const withApp = ({ appKey = 'key', ...rest }: ICredentialDataDecryptedObject) => ({
			...rest,
			appKey: String(appKey).replace('key', `key${app}`).replace('other', `other${app}`),
		});
		const throttled = await clientOf(withApp({}));
		const error = new GatewayError('throttled', 'POL0001');
		throttled.rateLimiter.onThrottle({ epoch: 0 }, error, 60_000);

		const { rateLimiter } = await clientOf(withApp(fields), provider);
		// In the middle of a pause, a run that can’t wait sends one request to see whether it goes on.
		const { isProbe = false } = await rateLimiter.acquire(0);
		expect(isProbe).toBe(isShared);
	},
);
