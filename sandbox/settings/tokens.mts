import * as z from 'zod/v4';

import { bounded, printable, settingsOf } from './setting.mts';

const { setting } = settingsOf('Tokens');

export const tokenSettings = {
	accessTokenSeconds: setting(
		bounded.seconds(),
		172_800,
		'Access token lifetime, seconds',
		'For tokens issued from now on. 0: they never expire.',
	),
	refreshTokenSeconds: setting(bounded.seconds(), 7_776_000, 'Refresh token lifetime, seconds'),
	tokenForm: setting(
		z.enum(['hex', 'acsi']),
		'hex',
		'Form of tokens',
		'`acsi`: BF-ACSI~5~…, as seen on the wire.',
	),
	issueRefreshTokens: setting(z.boolean(), true, 'Tokens come with a refresh token'),
	rotateRefreshTokens: setting(z.boolean(), false, 'A refresh replaces the refresh token'),
	grantedScope: setting(
		printable.max(200).nullable(),
		null,
		'Granted scope',
		'Put into new tokens in place of the requested scope: IMMN makes tokens without SMS.',
	),
};
