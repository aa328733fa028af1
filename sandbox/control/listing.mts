import * as z from 'zod/v4';

import { faultFamilies, faultSchema, faultTypes, targetsOf } from '../faults/index.mts';
import type { FaultType } from '../faults/fault.mts';
import { settingsSchema } from '../settings/index.mts';
import type { ControlOperation } from './operation.mts';

const jsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' });

/** What `GET /sandbox/` answers: what the control API and its page are made from. */
export const listing = (operations: ControlOperation[]) => ({
	settings: jsonSchema(settingsSchema),
	faults: faultSchema.options.map((schema) => {
		const kind = schema.shape.kind.value;
		const type: FaultType = faultTypes[kind];
		const [family] =
			Object.entries(faultFamilies).find(([, faults]) => Object.hasOwn(faults, kind)) ?? [];
		const { title, description, processed, either = false } = type;
		const on = targetsOf(type);
		return { kind, family, title, description, on, processed, either, body: jsonSchema(schema) };
	}),
	operations: operations.map(({ method, path, title, confirm, body, id }) => ({
		method,
		path: `/sandbox/${path}`,
		title,
		confirm,
		body: body && jsonSchema(body),
		id: id && jsonSchema(id),
	})),
	events: '/sandbox/events',
});
