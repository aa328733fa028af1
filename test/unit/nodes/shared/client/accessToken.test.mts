import fc from 'fast-check';

import { ownerOf } from '../../../../../nodes/shared/client/accessToken.ts';

const credential = {
	baseUrl: 'https://api.att.com',
	appKey: 'key',
	appSecret: 'secret',
	scope: 'SMS',
};

describe('ownerOf', () => {
	test.each(['baseUrl', 'appKey', 'appSecret', 'scope'])('changes with %s', (name) => {
		expect(ownerOf({ ...credential, [name]: 'other' })).not.toBe(ownerOf(credential));
	});

	test('stays whatever else is in the credential', () => {
		const more = { apiVersion: '3', accessToken: 'a', refreshToken: 'b', tokenIssuedAt: 7 };
		expect(ownerOf({ ...credential, ...more })).toBe(ownerOf(credential));
	});

	test('is another for any other credential, and gives none of it away', () => {
		const any = fc.record({
			baseUrl: fc.string(),
			appKey: fc.string(),
			appSecret: fc.string(),
			scope: fc.string(),
		});
		fc.assert(
			fc.property(any, any, (one, other) => {
				const same = JSON.stringify(one) === JSON.stringify(other);
				expect(ownerOf(one) === ownerOf(other)).toBe(same);
				expect(ownerOf(one)).toMatch(/^[0-9a-f]{64}$/);
			}),
		);
	});
});
