import type { IDataObject, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

/** A trigger in an active workflow, in whose name things are triggerState. */
export const triggerKey = (context: IPollFunctions | IWebhookFunctions): string =>
	`${context.getWorkflow().id}:${context.getNode().id}`;

const states = new Map<string, Map<string, unknown>>();

/**
 * What a trigger remembers under a name. This process remembers it best: callbacks that come in
 * side by side each get a copy of n8n's static data of their own, and the last to end overwrites
 * the others'. So static data is what it begins with after a start of n8n, and `save` writes it there.
 */
export const triggerState = <State>(
	context: IPollFunctions | IWebhookFunctions,
	name: string,
	begin: (saved: unknown) => State,
): { state: State; save: (value: IDataObject) => void } => {
	const key = triggerKey(context);
	const ofTrigger = states.get(key) ?? new Map<string, unknown>();
	states.set(key, ofTrigger);
	const staticData = context.getWorkflowStaticData('node');
	if (!ofTrigger.has(name)) ofTrigger.set(name, begin(staticData[name]));
	return {
		state: ofTrigger.get(name) as State,
		save(value) {
			staticData[name] = value;
		},
	};
};
