import type { INodeProperties } from 'n8n-workflow';
import { providers } from '../shared/protocol/dialects';
import { providerField } from '../shared/fields/providerField';
import { shortCodeField } from '../shared/fields/shortCodeField';
import type { Operation, OperationDescription } from './operations/operation';

const sendersNamedBy = providers.filter((one) => one.namesSender).map(({ value }) => value);

const shownFor = ({ option }: OperationDescription) => ({
	resource: ['sms'],
	operation: [option.value],
});

const fieldsOf = (operation: OperationDescription): INodeProperties[] =>
	operation.fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...field.displayOptions?.show, ...shownFor(operation) },
		},
	}));

const optionsOf = (operation: OperationDescription): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: shownFor(operation) },
	options: operation.options,
});

/** The text under the node's name on the canvas, which follows the operation chosen. */
export const createSubtitle = (operations: OperationDescription[]): string => {
	const subtitles = operations.map(({ option, subtitle }) => `${option.value}: ${subtitle}`);
	return `={{ { ${subtitles.join(', ')} }[$parameter["operation"]] }}`;
};

/** What the canvas shows for a node that waits, in n8n's own words; empty for operations that don't. */
export const createWaitingTooltip = (operations: Operation[]): string => {
	const waiting = operations.filter(({ webhook }) => webhook).map(({ option }) => option.value);
	return `={{ ${JSON.stringify(waiting)}.includes($parameter["operation"]) ? "Execution will continue after the user's response" : "" }}`;
};

/** The short code to send from, for providers that require one. */
const senderFields = (operations: OperationDescription[]): INodeProperties[] => {
	const show = {
		provider: sendersNamedBy,
		operation: operations.filter(({ hasSender }) => hasSender).map(({ option }) => option.value),
	};
	return [
		{
			...shortCodeField,
			displayName: 'From (Short Code)',
			name: 'senderAddress',
			required: true,
			description: 'The short code from which to send the message',
			displayOptions: { show },
		},
	];
};

/** The panel of the node, put together from its operations. */
export const createProperties = (operations: OperationDescription[]): INodeProperties[] => [
	// There is one resource, so there is nothing to choose. The picker finds the operations by it.
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'hidden',
		noDataExpression: true,
		options: [{ name: 'SMS', value: 'sms' }],
		default: 'sms',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['sms'] } },
		options: operations.map(({ option }) => option),
		default: 'send',
	},
	...operations.flatMap(fieldsOf),
	providerField,
	...senderFields(operations),
	...operations.map(optionsOf),
];
