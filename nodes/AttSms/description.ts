import type { INodeProperties } from 'n8n-workflow';
import { providerField } from '../shared/fields/providerField';
import { shortCodeField } from '../shared/fields/shortCodeField';
import type { Operation } from './operations/operation';
import { operations } from './operations';

const shownFor = ({ option }: Operation) => ({ resource: ['sms'], operation: [option.value] });

const fieldsOf = (operation: Operation): INodeProperties[] => [
	...operation.fields.map((field) => ({ ...field, displayOptions: { show: shownFor(operation) } })),
];

const optionsOf = (operation: Operation): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: shownFor(operation) },
	options: operation.options,
});

/** The panel of the node, put together from its operations. */
export const properties: INodeProperties[] = [
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
		displayOptions: { show: { provider: ['oneApi'], operation: ['send', 'getStatus'] } },
	},
	...operations.flatMap(fieldsOf),
	...operations.map(optionsOf),
];
