import type { StatusPath } from '../protocol/dialects/dialect.mts';
import { dialects, type Dialect } from '../protocol/dialects/index.mts';
import type { Operation } from '../types.mts';

export interface Route {
	method: 'GET' | 'POST';
	path: RegExp;
	operation: Operation;
	dialect: Dialect | null;
	statusPath?: StatusPath;
}

/** What a path names. */
export interface PathParts {
	/** OneAPI's sender, still URL-encoded. */
	sender?: string;
	messageId?: string;
	shortCode?: string;
}

const pattern = (path: string) =>
	new RegExp(`^${path.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`)}$`);

/** Where the gateway answers. */
const routes: Route[] = [
	...Object.entries(dialects).flatMap(([dialect, { endpoints }]) =>
		endpoints.map(({ operation, path, statusPath }): Route => ({
			method: operation === 'send' ? 'POST' : 'GET',
			path: pattern(path),
			operation,
			dialect: dialect as Dialect,
			statusPath,
		})),
	),
	{ method: 'POST', path: /^\/oauth\/v4\/(?:token|revoke)$/, operation: 'token', dialect: null },
];

/** The routes that have this path, whatever the method. */
export const findRoutes = (path: string): Array<{ route: Route; parts: PathParts }> =>
	routes.flatMap((route) => {
		const match = route.path.exec(path);
		return match ? [{ route, parts: { ...match.groups } as PathParts }] : [];
	});
