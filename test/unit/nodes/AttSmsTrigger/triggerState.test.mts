/** n8n saves the static data of a whole workflow, and a poll has them as they were at activation. */
import type { IDataObject, INode, IWebhookFunctions } from 'n8n-workflow';
import {
	saveTriggerState,
	triggerState,
	type StatePart,
} from '../../../../nodes/AttSmsTrigger/triggerState.ts';

const words: StatePart<Set<string>> = {
	name: 'words',
	create: () => new Set(),
	load: (value, saved) => String(saved).split(',').forEach(value.add, value),
	save: (value) => [...value].join(),
};

const nodes = Object.fromEntries(
	['Polling', 'Webhook'].map((name) => [name, { id: `id of ${name}`, name } as INode]),
);

/** A call of a trigger, with a copy of the workflow’s static data. */
const callOf = (name: string, staticData: Record<string, IDataObject>) => {
	const node = nodes[name] as INode;
	const of = (each: INode) => (staticData[each.name] ??= {});
	return {
		getNode: () => node,
		getWorkflow: () => ({ id: 'workflow of two triggers' }),
		getWorkflowStaticData: () => of(node),
		workflow: { nodes, getStaticData: (_: string, each: INode) => of(each) },
	} as unknown as IWebhookFunctions;
};

const add = (context: IWebhookFunctions, word: string) => {
	const { value, changed } = triggerState(context, words);
	value.add(word);
	changed();
	saveTriggerState(context);
};

test('A trigger that saves old static data also saves what its workflow’s other triggers remember', () => {
	const atActivation: Record<string, IDataObject> = {};
	const poll = callOf('Polling', atActivation);
	add(poll, 'first');
	add(callOf('Webhook', structuredClone(atActivation)), 'seen');
	expect(atActivation.Webhook).toBeUndefined();
	add(poll, 'second');
	expect(atActivation).toEqual({ Polling: { words: 'first,second' }, Webhook: { words: 'seen' } });
});

test('A call that changes nothing writes nothing', () => {
	const staticData: Record<string, IDataObject> = {};
	const context = callOf('Polling', staticData);
	triggerState(context, words);
	saveTriggerState(context);
	expect(staticData).toEqual({ Polling: {} });
});
