/** What the node makes of an operation’s own declaration: a new operation needs nothing else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Workflow, type INode, type INodeType, type INodeTypes } from 'n8n-workflow';

import {
	createProperties,
	createSubtitle,
	createWaitingTooltip,
} from '../../../../nodes/AttSms/description.ts';
import { operations } from '../../../../nodes/AttSms/operations/index.ts';
import type {
	Operation,
	OperationDescription,
} from '../../../../nodes/AttSms/operations/operation.ts';
import { actionNode } from '../fixtures.mts';

const archive: OperationDescription = {
	option: { name: 'Archive', value: 'archive', action: 'Archive a message' },
	subtitle: '"Archive " + $parameter["folder"]',
	subject: ['folder'],
	outcome: {
		notStarted: 'Nothing was archived',
		notDone: 'Nothing was archived.',
		maybeDone: 'It may have been archived.',
	},
	hasSender: true,
	fields: [{ displayName: 'Folder', name: 'folder', type: 'string', default: '' }],
	options: [{ displayName: 'Zip', name: 'zip', type: 'boolean', default: false }],
};

const declared = [...operations, archive];

/** Evaluates an expression as the editor does, for a node with these parameters. */
const evaluate = (expression: string, parameters: INode['parameters']): unknown => {
	const node = actionNode(parameters);
	const properties = createProperties(declared);
	const nodeType = { description: { properties } } as unknown as INodeType;
	const nodeTypes = { getByNameAndVersion: () => nodeType } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	return workflow.expression.getSimpleParameterValue(node, expression, 'internal', {});
};

const subtitleOf = (parameters: INode['parameters']) =>
	evaluate(createSubtitle(declared), parameters);

describe('A declared operation', () => {
	const properties = createProperties(declared);
	const find = (name: string) => properties.find((property) => property.name === name);

	test('A declared operation is offered in the Operation field', () => {
		expect(find('operation')?.options).toContain(archive.option);
	});

	test('The fields and options of an operation are shown for it alone', () => {
		const show = { resource: ['sms'], operation: ['archive'] };
		expect(find('folder')).toEqual({ ...archive.fields[0], displayOptions: { show } });
		expect(properties.filter(({ name }) => name === 'options')).toContainEqual(
			expect.objectContaining({ options: archive.options, displayOptions: { show } }),
		);
	});

	test('An operation that sends from a short code has the field for it', () => {
		expect(find('senderAddress')?.displayOptions?.show?.operation).toContain('archive');
	});

	test('An operation has its own subtitle', () => {
		expect(subtitleOf({ operation: 'archive', folder: 'May' })).toBe('Archive May');
		expect(subtitleOf({ operation: 'getInbox' })).toBe('Get inbox');
	});
});

test('For each operation that takes calls while it waits, the canvas says what the node waits for', () => {
	const waiting: Operation = {
		...archive,
		execute: async () => [],
		webhook: async () => ({}),
	};
	const tooltip = createWaitingTooltip([...operations, waiting]);
	const words = "Execution will continue after the user's response";
	expect(evaluate(tooltip, { operation: 'archive' })).toBe(words);
	expect(evaluate(tooltip, { operation: 'sendAndWait' })).toBe(words);
	expect(evaluate(tooltip, { operation: 'send' })).toBe('');
});

describe('Each operation of the node', () => {
	const folder = join(import.meta.dirname, '../../../../nodes/AttSms/operations');

	test.each(operations)(
		'The operation $option.value has a schema of its output in its folder',
		({ option }) => {
			expect(existsSync(join(folder, option.value, 'schema.json'))).toBe(true);
		},
	);

	test.each(operations)('The operation $option.value says what a failure means', ({ outcome }) => {
		expect(outcome.notStarted).toMatch(/^[A-Z].*[^.]$/);
		expect(outcome.notDone).toMatch(/^[A-Z].*\.$/);
		expect(outcome.maybeDone).toMatch(/^[A-Z].*\.$/);
	});
});
