import fc from 'fast-check';

import { credentialHash } from '../../../../../nodes/shared/client/credentialHash.ts';

const credential = {
	baseUrl: 'https://api.att.com',
	appKey: 'key',
	appSecret: 'secret',
	scope: 'SMS',
};

describe('The hash of a credential', () => {
	test.each(['baseUrl', 'appKey', 'appSecret', 'scope'])('The hash changes with %s', (name) => {
		expect(credentialHash({ ...credential, [name]: 'other' })).not.toBe(credentialHash(credential));
	});

	test('The hash stays the same whatever else is in the credential', () => {
		const more = { apiVersion: '3', accessToken: 'a', refreshToken: 'b', tokenIssuedAt: 7 };
		expect(credentialHash({ ...credential, ...more })).toBe(credentialHash(credential));
	});

	test('The hash differs from that of any other credential, and reveals nothing of its own', () => {
		const any = fc.record({
			baseUrl: fc.string(),
			appKey: fc.string(),
			appSecret: fc.string(),
			scope: fc.string(),
		});
		fc.assert(
			fc.property(any, any, (one, other) => {
				const same = JSON.stringify(one) === JSON.stringify(other);
				expect(credentialHash(one) === credentialHash(other)).toBe(same);
				expect(credentialHash(one)).toMatch(/^[0-9a-f]{64}$/);
			}),
		);
	});
});
