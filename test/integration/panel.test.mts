/** What the panels of the built nodes show and hide, by n8n's own rule for it. */
import { join } from 'node:path';
import type {
	INode,
	INodeParameters,
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';
import { n8nWorkflow } from '../support/n8n.mts';
import { typesFromPackage } from '../support/n8nTypes.mts';

let action: INodeTypeDescription;
let trigger: INodeTypeDescription;

beforeAll(async () => {
	const types = await typesFromPackage(join(import.meta.dirname, '../..'));
	const description = (name = '') => types.nodeTypes.getByNameAndVersion(name).description;
	action = description(types.action);
	trigger = description(types.trigger);
});

/** The properties that the editor shows for the parameters given, all others at their defaults. */
const shown = (
	description: INodeTypeDescription,
	parameters: INodeParameters,
): INodeProperties[] => {
	const node: INode = {
		id: '1',
		name: description.displayName,
		type: description.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	const { displayParameter, getNodeParameters } = n8nWorkflow.NodeHelpers;
	const values = getNodeParameters(
		description.properties,
		parameters,
		true,
		false,
		node,
		description,
	) as INodeParameters;
	return description.properties.filter(
		(property) =>
			property.type !== 'hidden' && displayParameter(values, property, node, description),
	);
};

const namesOf = (properties: INodeProperties[]) => properties.map(({ name }) => name);

describe('the action', () => {
	test.each<[INodeParameters, boolean]>([
		[{ operation: 'send', provider: 'att' }, false],
		[{ operation: 'send', provider: 'oneApi' }, true],
		[{ operation: 'getStatus', provider: 'att' }, false],
		[{ operation: 'getStatus', provider: 'oneApi' }, true],
		[{ operation: 'getInbox', provider: 'att' }, false],
		[{ operation: 'getInbox', provider: 'oneApi' }, false],
	])('%j asks for a sender address: %s', (parameters, asks) => {
		const properties = shown(action, parameters);
		const sender = properties.find(({ name }) => name === 'senderAddress');
		expect(sender !== undefined).toBe(asks);
		if (asks) expect(sender?.required).toBe(true);
	});

	test.each([
		['send', ['to', 'message']],
		['getStatus', ['messageId', 'to']],
		['getInbox', ['shortCode']],
	])('%s asks for just what it needs', (operation, fields) => {
		const own = shown(action, { operation }).filter(
			({ name, type }) =>
				type !== 'notice' && !['resource', 'operation', 'provider', 'options'].includes(name),
		);
		expect(namesOf(own)).toEqual(fields);
	});

	test('says that reading the inbox removes', () => {
		const notices = shown(action, { operation: 'getInbox' }).filter(
			({ type }) => type === 'notice',
		);
		expect(notices.map(({ displayName }) => displayName).join()).toMatch(/reading removes/i);
	});

	test('sends by AT&T’s own provider unless told otherwise', () => {
		const defaults = Object.fromEntries(
			shown(action, {}).map(({ name, default: value }) => [name, value]),
		);
		expect(defaults).toMatchObject({ resource: 'sms', operation: 'send', provider: 'att' });
	});
});

describe('the trigger', () => {
	test('has no field that the editor would take for one that only chooses the credential', () => {
		const chosenBy = (name: string): unknown[] =>
			(trigger.credentials ?? []).flatMap(
				({ displayOptions }) => displayOptions?.show?.[name] ?? [],
			);
		const taken = trigger.properties.filter(({ name, type, options }) => {
			const values = (options ?? []).map((option) => (option as INodePropertyOptions).value);
			return type === 'options' && values.every((value) => chosenBy(name).includes(value));
		});
		expect(namesOf(taken)).toEqual([]);
	});

	test('polls unless told otherwise, every 5 minutes, with a hint at the bounds', () => {
		const properties = shown(trigger, {});
		expect(namesOf(properties)).toEqual(expect.arrayContaining(['shortCode', 'pollTimes']));
		expect(namesOf(properties)).not.toContain('events');
		const pollTimes = properties.find(({ name }) => name === 'pollTimes');
		expect(pollTimes?.default).toEqual({ item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] });
		const [fields] = (pollTimes?.options ?? []) as INodePropertyCollection[];
		const mode = fields?.values.find(({ name }) => name === 'mode');
		expect(mode?.hint).toMatch(/30 minutes/);
		expect(mode?.hint).toMatch(/5 minutes/);
		const shortCode = properties.find(({ name }) => name === 'shortCode');
		expect(shortCode?.required).toBe(true);
	});

	test('by webhook has no poll times, and needs no short code', () => {
		const properties = shown(trigger, { receiveMode: 'webhook' });
		expect(namesOf(properties)).toEqual(expect.arrayContaining(['shortCode', 'events']));
		expect(namesOf(properties)).not.toContain('pollTimes');
		const shortCode = properties.find(({ name }) => name === 'shortCode');
		expect(shortCode?.required ?? false).toBe(false);
		const events = properties.find(({ name }) => name === 'events');
		expect(events?.default).toEqual(['message']);
	});

	test.each(['polling', 'webhook'])('%s says how to set up the short code', (receiveMode) => {
		const notices = shown(trigger, { receiveMode }).filter(({ type }) => type === 'notice');
		const words = notices.map(({ displayName }) => displayName).join();
		expect(words).toMatch(receiveMode === 'polling' ? /offline/ : /online/);
	});

	test.each([
		['polling', true],
		['webhook', false],
	])('%s hides the URL to register: %s', async (receiveMode, hides) => {
		const [webhook] = trigger.webhooks ?? [];
		const node: INode = {
			id: '1',
			name: trigger.displayName,
			type: 'attSmsTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { receiveMode },
		};
		const types = await typesFromPackage(join(import.meta.dirname, '../..'));
		const workflow = new n8nWorkflow.Workflow({
			nodes: [{ ...node, type: types.trigger ?? '' }],
			connections: {},
			active: false,
			nodeTypes: types.nodeTypes,
		});
		for (const expression of [webhook?.ndvHideUrl, webhook?.ndvHideMethod]) {
			const value = workflow.expression.getSimpleParameterValue(
				workflow.nodes[node.name] as INode,
				expression,
				'internal',
				{},
			);
			expect(value).toBe(hides);
		}
	});
});
