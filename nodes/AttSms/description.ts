import type { INodeProperties } from 'n8n-workflow';
import { providers } from '../shared/protocol/dialects';
import { providerField } from '../shared/fields/providerField';
import { shortCodeField } from '../shared/fields/shortCodeField';
import type { OperationDescription } from './operations/operation';

const sendersNamedBy = providers.filter((one) => one.namesSender).map(({ value }) => value);

const shownFor = ({ option }: OperationDescription) => ({
	resource: ['sms'],
	operation: [option.value],
});

const fieldsOf = (operation: OperationDescription): INodeProperties[] =>
	operation.fields.map((field) => ({ ...field, displayOptions: { show: shownFor(operation) } }));

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

/** The panel of the node, put together from its operations. */
export const createProperties = (operations: OperationDescription[]): INodeProperties[] => [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
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
	providerField,
	{
		...shortCodeField,
		displayName: 'From (Short Code)',
		name: 'senderAddress',
		required: true,
		placeholder: 'e.g. 22627000',
		description: 'The short code that the message is sent from',
		displayOptions: {
			show: {
				provider: sendersNamedBy,
				operation: operations
					.filter(({ hasSender }) => hasSender)
					.map(({ option }) => option.value),
			},
		},
	},
	...operations.flatMap(fieldsOf),
	...operations.map(optionsOf),
];
