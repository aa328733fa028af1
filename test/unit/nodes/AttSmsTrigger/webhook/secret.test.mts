import fc from 'fast-check';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import {
	incomplete,
	isAuthenticated,
	unusable,
	type Caller,
} from '../../../../../nodes/AttSmsTrigger/webhook/secret.ts';
import { basic } from '../../../../support/basic.mts';

const urlSecret = { method: 'urlSecret', urlSecret: 'k9Tz4mQw7sLx2VbN' };
const header = { method: 'header', headerName: 'X-Proxy-Secret', headerSecret: 'rT5yU8iO2pA6sD9f' };
const basicAuth = { method: 'basicAuth', user: 'att', password: 'pw: with a colon, and ü' };

const caller = (parts: Partial<Caller> = {}): Caller => ({ headers: {}, query: {}, ...parts });
const withSecret = (secret: unknown) => caller({ query: { secret } });
const withHeader = (value: string | string[]) => caller({ headers: { 'x-proxy-secret': value } });
const withAuthorization = (authorization: string) => caller({ headers: { authorization } });

describe('A caller who has the secret', () => {
	test.each<[string, ICredentialDataDecryptedObject, Caller]>([
		['in the URL', urlSecret, withSecret('k9Tz4mQw7sLx2VbN')],
		['in a header', header, withHeader('rT5yU8iO2pA6sD9f')],
		[
			'in a header whose name was written with blanks and in another case',
			{ ...header, headerName: ' x-PROXY-secret ' },
			withHeader('rT5yU8iO2pA6sD9f'),
		],
		[
			'that was pasted with a line break',
			{ ...urlSecret, urlSecret: ' k9Tz4mQw7sLx2VbN\n' },
			withSecret('k9Tz4mQw7sLx2VbN'),
		],
		[
			'that was pasted with a blank behind it, in a header,',
			{ ...header, headerSecret: 'rT5yU8iO2pA6sD9f ' },
			withHeader('rT5yU8iO2pA6sD9f'),
		],
		[
			'that was pasted with blanks, by Basic auth,',
			{ ...basicAuth, user: 'att ', password: 'gH3jK5lP8qR2tV6x\n' },
			withAuthorization(basic('att:gH3jK5lP8qR2tV6x')),
		],
		['by Basic auth', basicAuth, withAuthorization(basic('att:pw: with a colon, and ü'))],
		[
			// RFC 9110, section 11.1: the scheme’s letter case means nothing.
			'by Basic auth whose scheme is in lower case',
			basicAuth,
			withAuthorization(basic('att:pw: with a colon, and ü', 'basic')),
		],
	])('A caller with the secret %s is authenticated', (_, secret, known) => {
		expect(isAuthenticated(known, secret)).toBe(true);
		expect(incomplete(secret)).toBeUndefined();
	});
});

describe('A caller who doesn’t have the secret', () => {
	test.each<[string, ICredentialDataDecryptedObject, Caller]>([
		['nothing in the URL', urlSecret, caller()],
		['an empty secret in the URL', urlSecret, withSecret('')],
		['a part of the secret', urlSecret, withSecret('k9Tz4mQw7sLx2Vb')],
		['more than the secret', urlSecret, withSecret('k9Tz4mQw7sLx2VbN ')],
		['the secret in another letter case', urlSecret, withSecret('K9TZ4MQW7SLX2VBN')],
		['another secret of the same length', urlSecret, withSecret('k9Tz4mQw7sLx2Vbn')],
		['the secret among others in the URL', urlSecret, withSecret(['k9Tz4mQw7sLx2VbN', 'x'])],
		['the secret in a list', urlSecret, withSecret(['k9Tz4mQw7sLx2VbN'])],
		['the secret in an object', urlSecret, withSecret({ secret: 'k9Tz4mQw7sLx2VbN' })],
		['the secret in a header instead of the URL', urlSecret, withHeader('k9Tz4mQw7sLx2VbN')],
		['the secret in the URL instead of a header', header, withSecret('rT5yU8iO2pA6sD9f')],
		[
			'the secret in another header',
			header,
			caller({ headers: { 'x-other': 'rT5yU8iO2pA6sD9f' } }),
		],
		['the secret twice', header, withHeader('rT5yU8iO2pA6sD9f, rT5yU8iO2pA6sD9f')],
		['the secret in a list of headers', header, withHeader(['rT5yU8iO2pA6sD9f'])],
		['no authorization', basicAuth, caller()],
		['the scheme alone', basicAuth, withAuthorization('Basic ')],
		['a wrong user', basicAuth, withAuthorization(basic('ATT:pw: with a colon, and ü'))],
		['a wrong password', basicAuth, withAuthorization(basic('att:pw'))],
		['a user alone', basicAuth, withAuthorization(basic('att'))],
		['a password alone', basicAuth, withAuthorization(basic(':pw: with a colon, and ü'))],
		[
			'user and password unencoded',
			basicAuth,
			withAuthorization('Basic att:pw: with a colon, and ü'),
		],
		[
			'another scheme',
			basicAuth,
			withAuthorization(basic('att:pw: with a colon, and ü', 'Bearer')),
		],
	])('A caller with %s isn’t authenticated', (_, secret, stranger) => {
		expect(isAuthenticated(stranger, secret)).toBe(false);
	});

	test('A caller with any other text isn’t authenticated, however long it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (guess) => {
				fc.pre(guess !== urlSecret.urlSecret && guess !== header.headerSecret);
				expect(isAuthenticated(withSecret(guess), urlSecret)).toBe(false);
				expect(isAuthenticated(withHeader(guess), header)).toBe(false);
				expect(isAuthenticated(withAuthorization(guess), basicAuth)).toBe(false);
			}),
		);
	});
});

describe('A credential that isn’t filled in', () => {
	const unfilled: Array<[string, ICredentialDataDecryptedObject]> = [
		['nothing at all', {}],
		['no secret for the URL', { method: 'urlSecret', urlSecret: '' }],
		['no value for the header', { ...header, headerSecret: '' }],
		['no name for the header', { ...header, headerName: ' ' }],
		['a secret of blanks', { ...urlSecret, urlSecret: ' '.repeat(16) }],
		['no user', { ...basicAuth, user: '' }],
		['no password', { ...basicAuth, password: '' }],
		['neither user nor password', { method: 'basicAuth', user: '', password: '' }],
		['the secret of another method', { ...urlSecret, method: 'header' }],
		['a method that doesn’t exist', { ...urlSecret, method: 'none' }],
		['the name of an inherited member as method', { ...urlSecret, method: 'toString' }],
	];
	const callers = [
		caller(),
		withSecret(''),
		withSecret(undefined),
		withSecret('undefined'),
		caller({ headers: { '': '' } }),
		caller({ headers: { '': header.headerSecret } }),
		withHeader(''),
		withAuthorization(''),
		withAuthorization('Basic '),
		withAuthorization(basic(':')),
		withAuthorization(basic('att:')),
		withAuthorization(basic(`:${basicAuth.password}`)),
		withSecret('o'),
	];

	test.each(unfilled)(
		'A credential with %s rejects every caller, and says that it isn’t filled in',
		(_, secret) => {
			expect(incomplete(secret)).toContain('is not filled in');
			for (const stranger of callers) expect(isAuthenticated(stranger, secret)).toBe(false);
		},
	);
});

describe('Secrets that can’t be used', () => {
	test.each<[string, ICredentialDataDecryptedObject, string]>([
		[
			'a short secret',
			{ ...urlSecret, urlSecret: 'k9Tz4mQw7sLx2Vb\n' },
			'Secret has 15 characters',
		],
		['an & in the URL', { ...urlSecret, urlSecret: 'my-secret-&-more-1' }, 'Secret has characters'],
		['a # in the URL', { ...urlSecret, urlSecret: 'my-secret-#-more-1' }, 'Secret has characters'],
		['a blank in the URL', { ...urlSecret, urlSecret: 'my secret no more 1' }, 'Secret has'],
		['an @ in a password', { ...basicAuth, password: 'gH3jK5lP8qR2tV6@' }, 'Password has'],
	])('The error says what is wrong with %s', (_, secret, problem) => {
		expect(unusable(secret)).toContain(problem);
	});

	test.each<[string, ICredentialDataDecryptedObject]>([
		['letters and digits', urlSecret],
		[
			'letters and digits, with a line break behind them',
			{ ...urlSecret, urlSecret: 'k9Tz4mQw7sLx2VbN\n' },
		],
		['dashes and underscores', { ...urlSecret, urlSecret: '9a8b-7c6d_5e4f.3210' }],
		['any characters in a header', { ...header, headerSecret: 'my secret & more #1' }],
	])('A secret with %s can be used', (_, secret) => {
		expect(unusable(secret)).toBeUndefined();
	});
});
