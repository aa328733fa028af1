import {
	resolveWebhookDescriptionField,
	Workflow,
	type INodeParameters,
	type INodeTypes,
} from 'n8n-workflow';
import { readShortCode } from '../../../../../nodes/shared/fields/shortCode.ts';
import { triggerNode } from '../../fixtures.mts';
import { AttSmsTrigger } from '../../../../../nodes/AttSmsTrigger/AttSmsTrigger.node.ts';

const trigger = new AttSmsTrigger();
const setup = (trigger.description.webhooks ?? [])[1];

const workflowWith = (parameters: INodeParameters, active: boolean): Workflow =>
	new Workflow({
		id: '1',
		name: 'A workflow',
		nodes: [triggerNode(parameters)],
		connections: {},
		active,
		nodeTypes: {
			getByName: () => trigger,
			getByNameAndVersion: () => trigger,
			getKnownTypes: () => ({}),
		} as INodeTypes,
	});

/** What n8n evaluates where it doesn’t read the fields without an expression. */
const evaluated = (field: 'httpMethod' | 'path', parameters: INodeParameters, active = true) => {
	const workflow = workflowWith(parameters, active);
	const node = workflow.getNode('Trigger')!;
	return workflow.expression.getSimpleParameterValue(node, setup?.[field], 'internal', {});
};

const shortCode = '22627012';
const ignoring = { options: { sendAndWaitReplies: 'ignore' } };
const cases: Array<[string, INodeParameters, boolean]> = [
	['in webhook mode with a short code', { receiveMode: 'webhook', shortCode }, true],
	['in webhook mode for all short codes', { receiveMode: 'webhook', shortCode: '' }, false],
	[
		'for delivery statuses alone',
		{ receiveMode: 'webhook', shortCode, events: ['deliveryStatus'] },
		false,
	],
	[
		'in webhook mode that leaves replies alone',
		{ receiveMode: 'webhook', shortCode, ...ignoring },
		false,
	],
	['that polls', { receiveMode: 'polling', shortCode }, true],
	[
		'that polls and leaves replies alone',
		{ receiveMode: 'polling', shortCode, ...ignoring },
		false,
	],
];

test.each(cases)(
	'A trigger %s has a webhook for questions only if it takes them',
	(_, parameters, takes) => {
		expect(evaluated('httpMethod', parameters)).toBe(takes ? 'POST' : '');
	},
);

test.each(cases.filter(([, { receiveMode }]) => receiveMode === 'webhook'))(
	'With and without an expression, n8n resolves the same for a trigger %s',
	(_, parameters) => {
		const workflow = workflowWith(parameters, true);
		const node = workflow.getNode('Trigger')!;
		for (const field of ['httpMethod', 'path'] as const) {
			expect(setup && resolveWebhookDescriptionField(node, setup, field)).toEqual({
				resolved: true,
				value: evaluated(field, parameters),
			});
		}
	},
);

test('A short code has a path of its own for each receive mode, however it is written', () => {
	expect(evaluated('path', { receiveMode: 'polling', shortCode: '226-27012' })).toBe(
		'att-sms-questions/22627012/polling',
	);
	expect(evaluated('path', { receiveMode: 'webhook', shortCode })).toBe(
		'att-sms-questions/22627012/webhook',
	);
});

test.each([
	'22627012.0',
	'"22627012"',
	'“22627012”',
	"'22627012'",
	'+22627012',
	'tel:+226-27012',
	'tel:+22627012;phone-context=+1',
	'short%3A22627012',
	'short%253A22627012',
	'22.627.012',
	'２２６２７０１２',
	22627012,
])('A short code written as %j has the path of its digits', (written) => {
	for (const receiveMode of ['polling', 'webhook'] as const) {
		const parameters = { receiveMode, shortCode: written };
		expect(readShortCode(written)).toBe(shortCode);
		expect(evaluated('path', parameters)).toBe(`att-sms-questions/${shortCode}/${receiveMode}`);
		expect(evaluated('httpMethod', parameters)).toBe('POST');
	}
	const node = workflowWith({ receiveMode: 'webhook', shortCode: written }, true).getNode(
		'Trigger',
	)!;
	expect(setup && resolveWebhookDescriptionField(node, setup, 'path')).toEqual({
		resolved: true,
		value: `att-sms-questions/${shortCode}/webhook`,
	});
});

test('An unpublished trigger that polls registers no webhook, which would keep Execute Step waiting for a call', () => {
	expect(evaluated('httpMethod', { receiveMode: 'polling', shortCode }, false)).toBe('');
});

test('The conflict of two triggers is visible to n8n before the second is published', () => {
	expect(evaluated('httpMethod', { receiveMode: 'webhook', shortCode }, false)).toBe('POST');
});
