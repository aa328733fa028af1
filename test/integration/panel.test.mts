/** What the panels of the built nodes show and hide, by n8n’s own rule for it. */
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
let credentials: INodeProperties[][];

beforeAll(async () => {
	const types = await typesFromPackage(join(import.meta.dirname, '../..'));
	const description = (name = '') => types.nodeTypes.getByNameAndVersion(name).description;
	action = description(types.action);
	trigger = description(types.trigger);
	credentials = [...types.credentialTypes.values()].map(({ properties }) => properties);
});

const nodeOf = (type: string, parameters: INodeParameters): INode => ({
	id: '1',
	name: 'Node',
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
});

/** The properties that the editor shows for the parameters given, all others at their defaults. */
const shown = (
	description: INodeTypeDescription,
	parameters: INodeParameters,
): INodeProperties[] => {
	const node = nodeOf(description.name, parameters);
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

/** The text under the node’s name on the canvas, as the editor evaluates it. */
const subtitleOf = async (description: INodeTypeDescription, parameters: INodeParameters) => {
	const types = await typesFromPackage(join(import.meta.dirname, '../..'));
	const node = nodeOf(`n8n-nodes-att-sms.${description.name}`, parameters);
	const workflow = new n8nWorkflow.Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: types.nodeTypes,
	});
	return workflow.expression.getSimpleParameterValue(node, description.subtitle, 'internal', {});
};

/** The notices of a collection’s entry, such as a poll time, that the editor shows for its values. */
const noticesOf = (values: INodeParameters) => {
	const pollTimes = trigger.properties.find(({ name }) => name === 'pollTimes');
	const [collection] = (pollTimes?.options ?? []) as INodePropertyCollection[];
	return (collection?.values ?? []).filter(
		(property) =>
			property.type === 'notice' &&
			n8nWorkflow.NodeHelpers.displayParameter(values, property, null, null),
	);
};

test('Every text of the panels has straight apostrophes, as in n8n itself', () => {
	const texts = JSON.stringify([action, trigger, credentials]);
	expect(texts.match(/.{0,30}[\u2018\u2019].{0,30}/g)).toBeNull();
});

test('Every option is explained in one plain sentence', () => {
	const optionsIn = ({ properties }: INodeTypeDescription) =>
		properties
			.filter(({ name }) => name === 'options')
			.flatMap(({ options }) => (options ?? []) as INodeProperties[]);
	for (const { displayName, description = '', hint = '' } of [action, trigger].flatMap(optionsIn)) {
		expect(`${displayName}: ${description}`).not.toMatch(/[.] |[.]$/);
		expect(`${displayName}: ${hint}`).not.toMatch(/[.] |[.]$/);
	}
});

test('The options that hold for a whole run, and no others, take no expression', () => {
	const options = action.properties
		.filter(({ name }) => name === 'options')
		.flatMap((collection) => (collection.options ?? []) as INodeProperties[]);
	const fixed = options.filter(({ noDataExpression }) => noDataExpression);
	expect([...new Set(namesOf(fixed))].sort()).toEqual([
		'combine',
		'concurrency',
		'maxRetryTime',
		'resendOnRetry',
		'timeout',
		'waitForDelivery',
	]);
	const free = options.filter(({ noDataExpression }) => !noDataExpression);
	expect(namesOf(free).filter((name) => namesOf(fixed).includes(name))).toEqual([]);
});

test('No field is shown or hidden by a regular expression, which n8n would test with each callback', () => {
	expect(JSON.stringify([action, trigger, credentials])).not.toContain('"regex"');
});

describe('Schedules', () => {
	test.each<INodeParameters>([
		{ mode: 'everyMinute' },
		{ mode: 'everyX', value: 1, unit: 'minutes' },
		{ mode: 'everyX', value: 4, unit: 'minutes' },
		{ mode: 'custom', cronExpression: '* * * * *' },
		{ mode: 'custom', cronExpression: '*/3 8-18 * * 1-5' },
		{ mode: 'custom', cronExpression: '0 */2 * * * *' },
		{ mode: 'custom', cronExpression: '30 * * * * *' },
		{ mode: 'custom', cronExpression: '0-59 * * * *' },
		{ mode: 'custom', cronExpression: '0,1,2 * * * *' },
		{ mode: 'custom', cronExpression: '0,4 * * * *' },
		{ mode: 'custom', cronExpression: '0/2 * * * *' },
		{ mode: 'custom', cronExpression: '0 0/2 * * * *' },
	])('The panel warns of the schedule %j, as AT&T asks for 5 minutes', (values) => {
		const [notice, ...others] = noticesOf(values);
		expect(notice?.displayName).toMatch(/5 minutes/);
		expect(others).toEqual([]);
	});

	test.each<INodeParameters>([
		{ mode: 'everyX', value: 5, unit: 'minutes' },
		{ mode: 'everyX', value: 1, unit: 'hours' },
		{ mode: 'everyHour', minute: 1 },
		{ mode: 'custom', cronExpression: '*/5 * * * *' },
		{ mode: 'custom', cronExpression: '0 * * * *' },
		{ mode: 'custom', cronExpression: '*/20 * * * *' },
		{ mode: 'custom', cronExpression: '0 */15 * * * *' },
		{ mode: 'custom', cronExpression: '0,15,30,45 * * * *' },
		{ mode: 'custom', cronExpression: '0/10 * * * *' },
		{ mode: 'custom', cronExpression: '0 0,1,2 * * *' },
	])('The panel doesn’t warn of the schedule %j', (values) => {
		expect(noticesOf(values)).toEqual([]);
	});
});

describe('The action', () => {
	test.each<[INodeParameters, boolean]>([
		[{ operation: 'send', provider: 'att' }, false],
		[{ operation: 'send', provider: 'oneApi' }, true],
		[{ operation: 'getStatus', provider: 'att' }, false],
		[{ operation: 'getStatus', provider: 'oneApi' }, true],
		[{ operation: 'getInbox', provider: 'att' }, false],
		[{ operation: 'getInbox', provider: 'oneApi' }, false],
	])('With %j, it is %s that the panel asks for a sender address', (parameters, asks) => {
		const properties = shown(action, parameters);
		const sender = properties.find(({ name }) => name === 'senderAddress');
		expect(sender !== undefined).toBe(asks);
		if (asks) expect(sender?.required).toBe(true);
	});

	test.each([
		['send', ['to', 'message']],
		['getStatus', ['messageId', 'to']],
		['getInbox', ['shortCode']],
	])('The panel of %s has just the fields that it needs', (operation, fields) => {
		const own = shown(action, { operation }).filter(
			({ name, type }) =>
				type !== 'notice' && !['resource', 'operation', 'provider', 'options'].includes(name),
		);
		expect(namesOf(own)).toEqual(fields);
	});

	test('The panel has To and Message right after Operation, which begins with Send', () => {
		const [operation, ...fields] = shown(action, { operation: 'send', provider: 'oneApi' });
		expect(operation?.name).toBe('operation');
		expect((operation?.options?.[0] as INodePropertyOptions).value).toBe('send');
		expect(namesOf(fields)).toEqual(['to', 'message', 'provider', 'senderAddress', 'options']);
	});

	test.each([
		['206-555-0100', 'Send to 206-555-0100'],
		['206-555-0100, 206-555-0101;206-555-0102\n206-555-0103', 'Send to 4 recipients'],
		['', 'Send a message'],
		['={{ $json.phone }}', 'Send a message'],
	])('For a message to %j, the canvas says “%s”', async (to, subtitle) => {
		expect(await subtitleOf(action, { operation: 'send', to })).toBe(subtitle);
	});

	test('For a status, the canvas says the same whatever To holds', async () => {
		const parameters = { operation: 'getStatus', messageId: 'SMS1', to: '={{ $json.phone }}' };
		expect(await subtitleOf(action, parameters)).toBe('Get delivery status');
	});

	test.each(['send', 'sendAndWait'])('The panel of %s says what a message costs', (operation) => {
		const message = shown(action, { operation }).find(({ name }) => name === 'message');
		expect(message?.description).toMatch(/segment has 160 characters.*charges each segment/);
	});

	test('The panel says that reading the inbox is destructive', () => {
		const notices = shown(action, { operation: 'getInbox' }).filter(
			({ type }) => type === 'notice',
		);
		expect(notices.map(({ displayName }) => displayName).join()).toMatch(/Reading is destructive/);
	});

	test('By default, the action sends by AT&T’s own provider', () => {
		const defaults = Object.fromEntries(
			shown(action, {}).map(({ name, default: value }) => [name, value]),
		);
		expect(defaults).toMatchObject({ operation: 'send', provider: 'att' });
	});
});

describe('The trigger', () => {
	test('The trigger has no field that the editor would take for one that only chooses the credential', () => {
		const chosenBy = (name: string): unknown[] =>
			(trigger.credentials ?? []).flatMap(
				({ displayOptions }) => displayOptions?.show?.[name] ?? [],
			);
		const choosers = trigger.properties.filter(({ name, type, options }) => {
			const values = (options ?? []).map((option) => (option as INodePropertyOptions).value);
			return type === 'options' && values.every((value) => chosenBy(name).includes(value));
		});
		expect(namesOf(choosers)).toEqual([]);
	});

	test('By default, the trigger polls every 5 minutes, with a hint at the bounds', () => {
		const properties = shown(trigger, {});
		expect(namesOf(properties)).toEqual(expect.arrayContaining(['shortCode', 'pollTimes']));
		expect(namesOf(properties)).not.toContain('events');
		const pollTimes = properties.find(({ name }) => name === 'pollTimes');
		expect(pollTimes?.default).toEqual({ item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] });
		const [fields] = (pollTimes?.options ?? []) as INodePropertyCollection[];
		const mode = fields?.values.find(({ name }) => name === 'mode');
		expect(mode?.hint).toMatch(/every 25 minutes/);
		expect(mode?.hint).toMatch(/5 minutes/);
		const shortCode = properties.find(({ name }) => name === 'shortCode');
		expect(shortCode?.required).toBe(true);
	});

	test('In webhook mode, the trigger has no poll times, and needs no short code', () => {
		const properties = shown(trigger, { receiveMode: 'webhook' });
		expect(namesOf(properties)).toEqual(expect.arrayContaining(['shortCode', 'events']));
		expect(namesOf(properties)).not.toContain('pollTimes');
		const shortCode = properties.find(({ name }) => name === 'shortCode');
		expect(shortCode?.required ?? false).toBe(false);
		const events = properties.find(({ name }) => name === 'events');
		expect(events?.default).toEqual(['message']);
	});

	test.each<[INodeParameters, string]>([
		[{ receiveMode: 'polling', shortCode: '22627000' }, 'Poll short code 22627000'],
		[{ receiveMode: 'polling', shortCode: '' }, 'Receive by polling'],
		[{ receiveMode: 'polling', shortCode: '  ' }, 'Receive by polling'],
		[{}, 'Receive by polling'],
		[{ receiveMode: 'polling', shortCode: '={{ $json.code }}' }, 'Receive by polling'],
		[{ receiveMode: 'webhook', shortCode: '22627012' }, 'Receive by webhook'],
	])('For a trigger with %j, the canvas says “%s”', async (parameters, subtitle) => {
		expect(await subtitleOf(trigger, parameters)).toBe(subtitle);
	});

	test.each(['polling', 'webhook'])(
		'The panel for %s says how to set up the short code',
		(receiveMode) => {
			const notices = shown(trigger, { receiveMode }).filter(({ type }) => type === 'notice');
			const words = notices.map(({ displayName }) => displayName).join();
			expect(words).toMatch(receiveMode === 'polling' ? /offline/ : /online/);
		},
	);

	test.each([
		['polling', true],
		['webhook', false],
	])(
		'In receive mode %s, it is %s that the URL to register is hidden',
		async (receiveMode, hides) => {
			const [webhook] = trigger.webhooks ?? [];
			const types = await typesFromPackage(join(import.meta.dirname, '../..'));
			const node = nodeOf(types.trigger ?? '', { receiveMode });
			const workflow = new n8nWorkflow.Workflow({
				nodes: [node],
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
		},
	);
});
