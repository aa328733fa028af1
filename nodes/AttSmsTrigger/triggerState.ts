import type { FunctionsBase, IDataObject, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

type TriggerContext = IPollFunctions | IWebhookFunctions;

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
	/** What static data has held lately, newest last. Only something else is worth reading again. */
	known: unknown[];
}

/** Callbacks that come in together see static data as it was a few saves ago. */
const maxKnown = 16;

const states = new Map<string, Map<string, Kept>>();

/** A trigger in a workflow: all that this module keeps is kept by it. */
export const triggerKey = (context: Pick<FunctionsBase, 'getNode' | 'getWorkflow'>): string =>
	`${context.getWorkflow().id}:${context.getNode().id}`;

const keptBy = (context: TriggerContext): Map<string, Kept> => {
	const key = triggerKey(context);
	const kept = states.get(key) ?? new Map<string, Kept>();
	states.set(key, kept);
	return kept;
};

const remember = (kept: Kept, saved: unknown): void => {
	kept.known.push(saved);
	if (kept.known.length > maxKnown) kept.known.shift();
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
	const parts = keptBy(context);
	const kept = parts.get(part.name) ?? {
		part: part as StatePart<unknown>,
		value: part.create(),
		changed: false,
		known: [undefined],
	};
	parts.set(part.name, kept);
	const saved = context.getWorkflowStaticData('node')[part.name];
	if (!kept.known.includes(saved)) {
		part.load(kept.value as Value, saved);
		remember(kept, saved);
	}
	return {
		value: kept.value as Value,
		changed() {
			kept.changed = true;
		},
	};
};

/**
 * Writes what has changed to static data. n8n saves it after a callback that starts no run, with
 * each hand-over of a poll, and after a callback that starts a run only if it changes once n8n has
 * stored the run (see webhook/startRun.ts).
 */
export const saveTriggerState = (context: TriggerContext): void => {
	let staticData: IDataObject | undefined;
	for (const [name, kept] of keptBy(context)) {
		if (!kept.changed) continue;
		const saved = kept.part.save(kept.value);
		staticData ??= context.getWorkflowStaticData('node');
		staticData[name] = saved;
		kept.changed = false;
		remember(kept, saved);
	}
};
