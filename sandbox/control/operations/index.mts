import { check } from '../../settings/index.mts';
import { listing } from '../listing.mts';
import { operation, type ControlOperation, type Controlled } from '../operation.mts';
import { appOperations } from './apps.mts';
import { messageOperations } from './messages.mts';
import { sandboxOperations } from './sandbox.mts';

/** Everything that `/sandbox/…` does. */
export const operations: ControlOperation[] = [
	operation({
		method: 'GET',
		path: '',
		title: 'Settings, faults and operations, with JSON Schemas',
		run: () => ({ http: 200, value: listing(operations) }),
	}),
	...sandboxOperations,
	...messageOperations,
	...appOperations,
];

/** The operation that a request asks for, and the `{id}` in its path. Throws `URIError` on a bad one. */
export const findOperation = (method: string | undefined, path: string) => {
	for (const each of operations) {
		if (each.method !== method) continue;
		if (each.path === path) return { operation: each, id: '' };
		const prefix = each.path.endsWith('/{id}') ? each.path.slice(0, -'{id}'.length) : null;
		const id = prefix !== null && path.startsWith(prefix) ? path.slice(prefix.length) : '';
		if (id !== '' && !id.includes('/')) return { operation: each, id: decodeURIComponent(id) };
	}
	return null;
};

/** Runs an operation. Throws `TypeError` with what is wrong with its body. */
export const runOperation = (
	{ body: schema, raw, run }: ControlOperation,
	sandbox: Controlled,
	body: unknown,
	id: string,
) => run(sandbox, schema && !raw ? check(schema, body) : body, id);
