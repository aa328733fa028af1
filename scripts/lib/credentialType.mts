/** The name of the credential type of both nodes. Workflows refer to it. */
export const credentialType = 'attOAuth2Api';
