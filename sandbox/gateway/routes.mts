import type { Dialect, Operation } from '../types.mts';

export interface Route {
	method: 'GET' | 'POST';
	path: RegExp;
	operation: Operation;
	dialect: Dialect | null;
	/** Which of the paths for OneAPI's status this is, as in the settings. */
	statusPath?: 'standard' | 'att' | 'example';
}

/** What a path names, as far as it does. */
export interface PathParts {
	/** OneAPI's sender, still URL-encoded. */
	sender?: string;
	messageId?: string;
	shortCode?: string;
}

const oneApi = (version: 2 | 3, dialect: Dialect): Route[] => {
	const outbound = `^/${version}/smsmessaging/outbound`;
	const status = (path: string, statusPath: Route['statusPath']): Route => ({
		method: 'GET',
		path: new RegExp(`${outbound}${path}/deliveryInfos$`),
		operation: 'status',
		dialect,
		statusPath,
	});
	return [
		{
			method: 'POST',
			path: new RegExp(`${outbound}/(?<sender>[^/]+)/requests$`),
			operation: 'send',
			dialect,
		},
		status('/(?<sender>[^/]+)/requests/(?<messageId>[^/]+)', 'standard'),
		status('/requests/(?<sender>[^/]+)/(?<messageId>[^/]+)', 'att'),
		status('/(?<sender>[^/]+)/(?<messageId>[^/]+)', 'example'),
		{
			method: 'GET',
			path: new RegExp(
				`^/${version}/smsmessaging/inbound/registrations/(?<shortCode>[^/]+)/messages$`,
			),
			operation: 'inbox',
			dialect,
		},
	];
};

/** Where the gateway answers: AT&T's page, and its v3 pages and OneAPI's for what the page leaves out. */
export const routes: Route[] = [
	{
		method: 'POST',
		path: /^\/rest\/sms\/2\/messaging\/outbox$/,
		operation: 'send',
		dialect: 'attV2',
	},
	{
		method: 'GET',
		path: /^\/rest\/sms\/2\/messaging\/outbox\/(?<messageId>[^/]+)$/,
		operation: 'status',
		dialect: 'attV2',
	},
	{
		method: 'GET',
		path: /^\/rest\/sms\/2\/messaging\/inbox$/,
		operation: 'inbox',
		dialect: 'attV2',
	},
	{
		method: 'POST',
		path: /^\/sms\/v3\/messaging\/outbox$/,
		operation: 'send',
		dialect: 'attV3',
	},
	{
		method: 'GET',
		path: /^\/sms\/v3\/messaging\/outbox\/(?<messageId>[^/]+)$/,
		operation: 'status',
		dialect: 'attV3',
	},
	{
		method: 'GET',
		path: /^\/sms\/v3\/messaging\/inbox\/(?<shortCode>[^/]+)$/,
		operation: 'inbox',
		dialect: 'attV3',
	},
	...oneApi(2, 'oneApiV2'),
	...oneApi(3, 'oneApiV3'),
	{ method: 'POST', path: /^\/oauth\/v4\/(?:token|revoke)$/, operation: 'token', dialect: null },
];

/** The routes that have this path, whatever the method. */
export const findRoutes = (path: string): Array<{ route: Route; parts: PathParts }> => {
	const found = [];
	for (const route of routes) {
		const match = route.path.exec(path);
		if (match) found.push({ route, parts: { ...match.groups } as PathParts });
	}
	return found;
};
