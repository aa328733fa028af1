import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { checkedApiVersion } from '../nodes/shared/client/apiVersion';
import { withDeadline } from '../nodes/shared/client/deadline';
import { describeError } from '../nodes/shared/errors/errorMessages';
import { toGatewayError } from '../nodes/shared/errors/toGatewayError';
import { CredentialError } from '../nodes/shared/errors/gatewayError';
import { apiVersions, credentialTestPaths } from '../nodes/shared/protocol/dialects';
import { getAccessToken } from '../nodes/shared/client/accessToken';
import { credentialHash } from '../nodes/shared/client/credentialHash';
import {
	hasNewToken,
	isOwnRequest,
	markAuthenticated,
	markForNewToken,
	markWaitingForToken,
} from '../nodes/shared/client/requestProgress';

/** Each version has its own path. `authenticate` rejects a version that isn't in the list. */
const testUrl = `={{ ${credentialTestPaths
	.map(([version, path]) => `$credentials.apiVersion === "${version}" ? "${path}" : `)
	.join('')}"" }}`;

/** Any response but these shows that the token opens the SMS API. */
const ignoreHttpStatusErrors: IHttpRequestOptions['ignoreHttpStatusErrors'] = {
	ignore: true,
	except: [401, 500, 502, 503, 504],
};

const isTestRequest = ({ baseURL, url }: IHttpRequestOptions): boolean =>
	baseURL !== undefined && credentialTestPaths.some(([, path]) => path === url);

/**
 * AT&T's OAuth 2.0 with the client-credentials grant. n8n keeps the token, encrypted, in the hidden
 * fields, asks for a new one on a 401, and tests the credential in the editor; a type that extends
 * n8n's own oAuth2Api gets no such test.
 */
export class AttOAuth2Api implements ICredentialType {
	name = 'attOAuth2Api';

	displayName = 'AT&T OAuth2 API';

	icon: Icon = { light: 'file:../icons/att-sms.svg', dark: 'file:../icons/att-sms.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-att-sms/n8n-nodes-att-sms#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'App Key',
			name: 'appKey',
			type: 'string',
			required: true,
			default: '',
			description: "The App Key of your app, shown in My Apps on AT&T's developer site",
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'The App Secret of your app, shown next to the App Key',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.att.com',
			description:
				"The URL of AT&T's gateway. It must be HTTPS, except for a gateway on the machine that n8n runs on.",
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			options: apiVersions.map((version) => ({ name: `Version ${version}`, value: version })),
			default: '2',
			description: 'The version of the SMS API that your app is registered for',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'string',
			default: 'SMS',
			description: 'Comma-separated list of the OAuth scopes to request. The nodes need SMS.',
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Refresh Token',
			name: 'refreshToken',
			type: 'hidden',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Token Issued At',
			name: 'tokenIssuedAt',
			type: 'hidden',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Token Owner',
			name: 'tokenCredentialHash',
			type: 'hidden',
			typeOptions: { password: true },
			default: '',
		},
	];

	/** n8n calls this where the access token is empty, after a 401, and for the test. */
	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		markWaitingForToken(credentials);
		try {
			return await getAccessToken(this, credentials);
		} catch (error) {
			const gatewayError = toGatewayError(error);
			const { message, description } = describeError(gatewayError);
			throw new CredentialError([message, description].filter(Boolean).join('. '), gatewayError);
		}
	}

	/**
	 * "Authorization: Bearer {{OAUTH_ACCESS_TOKEN}}" (AT&T's page, RFC 6750). A stored token of another
	 * App Key or base URL is not sent. Nor is any stored token in the credential's test. AT&T then
	 * responds with a 401, and n8n fetches a token.
	 * n8n calls this last before it sends a request, so the request's time starts here.
	 */
	authenticate = async (
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		checkedApiVersion(credentials.apiVersion);
		const isTest = isTestRequest(requestOptions);
		const isOutdated = isTest
			? !hasNewToken(credentials)
			: credentials.tokenCredentialHash !== credentialHash(credentials);
		if (isTest && isOutdated) markForNewToken(credentials);
		markAuthenticated(credentials);
		const token = isOutdated ? 'outdated' : String(credentials.accessToken);
		// AT&T returns what a read is about to get only once: it is kept for a stopped execution, too.
		const outlivesStop = requestOptions.method === 'GET' && isOwnRequest(credentials);
		const request = {
			...requestOptions,
			// Older versions of n8n know no exceptions, and would not see the 401.
			...(isTest && { ignoreHttpStatusErrors: isOutdated ? false : ignoreHttpStatusErrors }),
			headers: { ...requestOptions.headers, Authorization: `Bearer ${token}` },
		};
		return withDeadline(request, { outlivesStop });
	};

	// The token alone would not show that it opens the SMS API. The status of a message that does
	// not exist takes nothing off the gateway; any answer but the ones below means that it is open.
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl.trim().replace(/\\/+$/, "") }}',
			url: testUrl,
			headers: { Accept: 'application/json' },
			disableFollowRedirect: true,
			ignoreHttpStatusErrors,
		},
		rules: ['RequestError.PolicyException.MessageId', 'requestError.policyException.messageId'].map(
			(key) => ({
				type: 'responseSuccessBody',
				properties: {
					key,
					value: 'POL0001',
					message:
						'AT&T rejected the access token (POL0001): it lacks the scope SMS, or the app sends too many requests',
				},
			}),
		),
	};
}
