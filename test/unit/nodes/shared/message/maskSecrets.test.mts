import { maskSecrets } from '../../../../../nodes/shared/message/mask.ts';

test.each([
	['Bearer a1b2c3d4e5f60718293a4b5c6d7e8f90', 'Bearer •••'],
	['authorization: bearer a1b2c3d4e5f60718293a4b5c6d7e8f90, x', 'authorization: bearer •••, x'],
	['Bearer a1b2c3d4', 'Bearer •••'],
	['Basic YXR0OmdIM2pLNmxaMXhDNHZCOG4=', 'Basic •••'],
	['client_id=a&client_secret=s3cr%C3%A9t+x&scope=SMS', 'client_id=a&client_secret=•••&scope=SMS'],
	['grant_type=refresh_token&refresh_token=abc', 'grant_type=refresh_token&refresh_token=•••'],
	['{"access_token": "abc", "expires_in": "1"}', '{"access_token": "•••", "expires_in": "1"}'],
	['{\\"access_token\\":\\"abc\\"}', '{\\"access_token\\":\\"•••\\"}'],
	["client_secret='abc'", "client_secret='•••'"],
])('The secret in %s is masked', (text, expected) => {
	expect(maskSecrets(text)).toBe(expected);
});

test.each([
	'The Bearer of bad news, and of good ones',
	'Basic needs',
	'Bearer error="invalid_token"',
	'The bearer tokens of 2 apps',
	'The access_token is missing',
	'grant_type=client_credentials&scope=SMS',
	'SVC0002: Invalid input value for message part Address',
])('The text “%s” holds no secret, and stays as it is', (text) => {
	expect(maskSecrets(text)).toBe(text);
});
