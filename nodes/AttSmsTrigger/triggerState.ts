import type { FunctionsBase, IDataObject, Workflow } from 'n8n-workflow';
import type { TriggerContext } from '../shared/client/nodeContext';

/**
 * One part of what a trigger remembers, and how it is kept in n8n's static data. It is kept as one
 * string: n8n reads and writes static data with each callback, and wraps each object in a Proxy.
 */
export interface StatePart<Value> {
	/** Its key in static data. */
	name: string;
	create(): Value;
	/** Adds what was saved, by this process or another one. Ignores what it can't read. */
	load(value: Value, saved: unknown): void;
	save(value: Value): string;
}

interface Kept {
	part: StatePart<unknown>;
	value: unknown;
	changed: boolean;
	/** The value as it is saved; undefined where it has changed since. */
	saved?: string;
	/** What static data has held lately, newest last. Only something else is worth reading again. */
	known: unknown[];
}

type Parts = Map<string, Kept>;

/** Callbacks that come in together see static data as it was a few saves ago. */
const maxKnown = 16;

/** By workflow, then by the id of the trigger. */
const states = new Map<string, Map<string, Parts>>();

/** A trigger in a workflow: all that this module keeps is kept by it. */
export const triggerKey = (context: Pick<FunctionsBase, 'getNode' | 'getWorkflow'>): string =>
	`${context.getWorkflow().id}:${context.getNode().id}`;

const triggersOf = (context: TriggerContext): Map<string, Parts> => {
	const id = String(context.getWorkflow().id);
	const triggers = states.get(id) ?? new Map<string, Parts>();
	states.set(id, triggers);
	return triggers;
};

const partsOf = (context: TriggerContext): Parts => {
	const triggers = triggersOf(context);
	const { id } = context.getNode();
	const parts: Parts = triggers.get(id) ?? new Map();
	triggers.set(id, parts);
	return parts;
};

const remember = (kept: Kept, saved: unknown): void => {
	kept.known.push(saved);
	if (kept.known.length > maxKnown) kept.known.shift();
};

/** Reads what another process has saved since. */
const load = (kept: Kept, saved: unknown): void => {
	if (kept.known.includes(saved)) return;
	kept.part.load(kept.value, saved);
	kept.saved = undefined;
	remember(kept, saved);
};

/**
 * What the trigger remembers under the part's name, in the memory of this process. Callbacks that
 * come in together each get their own copy of n8n's static data, and the last to end overwrites the
 * others', so memory comes first and static data fills in what another process has saved.
 * Change the value, call `changed`, and `saveTriggerState` when n8n is about to save.
 */
export const triggerState = <Value>(
	context: TriggerContext,
	part: StatePart<Value>,
): { value: Value; changed: () => void } => {
	const parts = partsOf(context);
	const kept: Kept = parts.get(part.name) ?? {
		part: part as StatePart<unknown>,
		value: part.create(),
		changed: false,
		known: [undefined],
	};
	parts.set(part.name, kept);
	load(kept, context.getWorkflowStaticData('node')[part.name]);
	return {
		value: kept.value as Value,
		changed() {
			kept.changed = true;
			kept.saved = undefined;
		},
	};
};

const isNew = ({ changed, known }: Kept): boolean => !changed && known.length === 1;

const write = (staticData: IDataObject, parts: Parts): void => {
	for (const [name, kept] of parts) {
		if (isNew(kept)) continue;
		load(kept, staticData[name]);
		kept.saved ??= kept.part.save(kept.value);
		kept.changed = false;
		if (staticData[name] === kept.saved) continue;
		staticData[name] = kept.saved;
		remember(kept, kept.saved);
	}
};

/** n8n hands each node its workflow, though not by a documented function. */
const workflowOf = (context: TriggerContext): Workflow | undefined =>
	(context as unknown as { workflow?: Workflow }).workflow;

/**
 * Writes to static data if something has changed: then the state of all triggers of the workflow, as
 * this process has it. n8n saves the static data of the whole workflow, and a poll has them as they were when
 * the workflow was published: what webhooks have saved since would be undone.
 *
 * n8n saves after a callback that starts no run, with each hand-over of a poll, and after a callback
 * that starts a run only if static data changes once n8n has stored the run (see webhook/startRun.ts).
 */
export const saveTriggerState = (context: TriggerContext): void => {
	const own = partsOf(context);
	if (![...own.values()].some(({ changed }) => changed)) return;
	write(context.getWorkflowStaticData('node'), own);
	const workflow = workflowOf(context);
	for (const node of Object.values(workflow?.nodes ?? {})) {
		const parts = triggersOf(context).get(node.id);
		if (parts && parts !== own) write(workflow?.getStaticData('node', node) ?? {}, parts);
	}
};
