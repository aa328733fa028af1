import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { providers } from '../../shared/protocol/dialects';
import type { Provider } from '../../shared/protocol/types';
import { readShortCode } from '../../shared/fields/shortCode';

/** A parameter's value as text, whatever an expression made of it. */
export const asText = (value: unknown): string =>
	value === null || value === undefined ? '' : String(value);

export const textParameter = (
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): string => asText(context.getNodeParameter(name, itemIndex, ''));

export const optionsParameter = (context: IExecuteFunctions, itemIndex: number): IDataObject =>
	context.getNodeParameter('options', itemIndex, {}) as IDataObject;

/** The provider is one for the whole run. */
export const providerParameter = (context: IExecuteFunctions): Provider =>
	context.getNodeParameter('provider', 0, 'att') as Provider;

/** The short code to send from, for providers that require one (OneAPI). Throws an InputError. */
export const senderParameter = (
	context: IExecuteFunctions,
	provider: Provider,
	itemIndex: number,
): string =>
	providers.some(({ value, namesSender }) => value === provider && namesSender)
		? readShortCode(textParameter(context, 'senderAddress', itemIndex), 'From (Short Code)')
		: '';
