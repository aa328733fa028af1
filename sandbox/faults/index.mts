import * as z from 'zod/v4';

import { bounded } from '../settings/setting.mts';
import { responseFaults } from './responses.mts';
import { callbackFaults } from './callback.mts';
import { connectionFaults } from './connection.mts';
import type { FaultTarget, FaultType, Options } from './fault.mts';
import { inboxFaults } from './inbox.mts';
import { rejectionFaults } from './rejections.mts';
import { slowFaults } from './slow.mts';

/** The faults by family. A new family is one file and one line here. */
export const faultFamilies = {
	Connection: connectionFaults,
	'API error': rejectionFaults,
	Response: responseFaults,
	'Slow response': slowFaults,
	Inbox: inboxFaults,
	Callback: callbackFaults,
};

type Families = typeof faultFamilies;
type Merged<T> = (T extends unknown ? (value: T) => void : never) extends (value: infer All) => void
	? All
	: never;
type Types = Merged<Families[keyof Families]>;

export type FaultKind = keyof Types;

type OptionsOf<Type> =
	Type extends FaultType<infer Shape>
		? string extends keyof Shape
			? object
			: Options<Shape>
		: never;

/** A fault's kind, whom it meets, and its options. */
export type Fault = {
	on: FaultTarget;
	kind: FaultKind;
	/** Requests of that operation to let through first. Default 0. */
	skip?: number;
	/** Requests to apply it to after that. Default 1; `Infinity` (in JSON, `null`): until cleared. */
	times?: number | null;
	/** Whether the request is processed before the fault; each kind has its own default. */
	processed?: boolean;
} & Merged<OptionsOf<Types[FaultKind]>>;

export const faultTypes = Object.assign({}, ...Object.values(faultFamilies)) as Record<
	FaultKind,
	FaultType
>;

export const faultKinds = Object.keys(faultTypes) as FaultKind[];

const operations: FaultTarget[] = ['token', 'send', 'status', 'inbox'];

/** What a fault can be set on. */
export const targetsOf = ({ on = operations }: FaultType): FaultTarget[] => on;

const schemaOf = (kind: FaultKind) => {
	const type = faultTypes[kind];
	const { processed, either, options = {} } = type;
	return z.strictObject({
		on: z.enum(targetsOf(type)).meta({ title: 'Applies to' }),
		kind: z.literal(kind),
		skip: bounded.count(1e9).default(0).meta({ title: 'Let through first' }),
		times: bounded
			.count(1e9, 1)
			.nullable()
			.default(1)
			.meta({ title: 'How often', description: 'Empty: until switched off.' }),
		processed: (either ? z.boolean() : z.literal(processed))
			.optional()
			.meta({ title: 'Processed first', default: processed }),
		...z.object(options).partial().shape,
	});
};

type FaultSchema = ReturnType<typeof schemaOf>;

/** What setting a fault takes: one schema for each kind. */
export const faultSchema = z.discriminatedUnion(
	'kind',
	faultKinds.map(schemaOf) as [FaultSchema, ...FaultSchema[]],
);
