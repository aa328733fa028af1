import type { INodeProperties } from 'n8n-workflow';
import { providers } from '../protocol/dialects';

/** The API to use. Both nodes have this field. */
export const providerField: INodeProperties = {
	displayName: 'Provider',
	name: 'provider',
	type: 'options',
	noDataExpression: true,
	options: providers.map(({ name, value, description }) => ({ name, value, description })),
	default: 'att',
	description: 'The provider that your app uses at AT&T',
};
