import type * as z from 'zod/v4';

import type { Listeners, PublicApp, Sandbox } from '../types.mts';

/** What the control API does beyond what `Sandbox` offers. */
export interface Controlled extends Sandbox {
	listeners(): Array<[string, Listeners]>;
	publicApps(): PublicApp[];
	disarm(id: number): void;
}

export interface Reply {
	http: number;
	value?: unknown;
}

/** An operation of the control API: `GET /sandbox/` lists it from here. */
export interface ControlOperation<Body = unknown> {
	method: 'GET' | 'POST' | 'DELETE';
	/** Below `/sandbox/`. `{id}` stands for the last segment. */
	path: string;
	title: string;
	body?: z.ZodType<Body>;
	/** What `{id}` is. */
	id?: z.ZodType<string>;
	/** The page asks this before it does what can't be undone. */
	confirm?: string;
	/** Gets the checked body, unless `raw` is set: then it checks the body itself. */
	run(sandbox: Controlled, body: Body, id: string): Reply | Promise<Reply>;
	raw?: true;
}

/** Declares an operation. Typed by its body. */
export const operation = <Schema extends z.ZodType>(
	each: Omit<ControlOperation<z.output<Schema>>, 'body'> & { body?: Schema },
) => each as unknown as ControlOperation;

/** Declares an operation that answers 204. */
export const command = <Schema extends z.ZodType>({
	run,
	...rest
}: Omit<ControlOperation<z.output<Schema>>, 'body' | 'run'> & {
	body?: Schema;
	run(sandbox: Controlled, body: z.output<Schema>, id: string): unknown;
}) =>
	operation<Schema>({
		...rest,
		async run(sandbox, body, id) {
			await run(sandbox, body, id);
			return { http: 204 };
		},
	});
