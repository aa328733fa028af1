import * as z from 'zod/v4';

import {
	appSchema,
	listenersSchema,
	shortCodeNumber,
	shortCodeSchema,
} from '../../settings/apps.mts';
import { printable } from '../../settings/setting.mts';
import { command } from '../operation.mts';

const appKey = printable.min(1).max(200).meta({ title: 'App Key' });

export const appOperations = [
	command({
		method: 'POST',
		path: 'apps',
		title: 'Add an app with its short codes',
		body: appSchema,
		run: (sandbox, app) => sandbox.addApp(app),
	}),
	command({
		method: 'DELETE',
		path: 'apps/{id}',
		title: 'Remove an app with its short codes',
		id: appKey,
		run: (sandbox, _, id) => sandbox.removeApp(id),
	}),
	command({
		method: 'POST',
		path: 'apps/suspend',
		title: 'Suspend an app, or end that',
		body: z.strictObject({ appKey, suspended: z.boolean().default(true) }),
		run: (sandbox, { appKey: key, suspended }) => sandbox.suspendApp(key, suspended),
	}),
	command({
		method: 'POST',
		path: 'shortCodes',
		title: 'Add a short code to an app',
		body: shortCodeSchema.extend({ appKey }),
		run: (sandbox, { appKey: key, ...code }) => sandbox.addShortCode(key, code),
	}),
	command({
		method: 'DELETE',
		path: 'shortCodes/{id}',
		title: 'Remove a short code',
		id: shortCodeNumber,
		run: (sandbox, _, id) => sandbox.removeShortCode(id),
	}),
	command({
		method: 'POST',
		path: 'listeners',
		title: 'Set the listeners of a short code',
		body: listenersSchema.extend({ shortCode: shortCodeNumber }),
		run: (sandbox, { shortCode, ...listeners }) => sandbox.setListener(shortCode, listeners),
	}),
	command({
		method: 'POST',
		path: 'tokens/expire',
		title: 'Expire all access tokens',
		run: (sandbox) => sandbox.expireTokens(),
	}),
	command({
		method: 'POST',
		path: 'tokens/revoke',
		title: 'Revoke a token, or all tokens',
		body: z.strictObject({
			token: z.string().max(1000).optional().meta({ description: 'Empty: all tokens.' }),
		}),
		run: (sandbox, { token }) =>
			token === undefined ? sandbox.revokeTokens() : sandbox.revokeToken(token),
	}),
];
