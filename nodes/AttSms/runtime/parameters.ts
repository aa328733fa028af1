import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { providers } from '../../shared/protocol/dialects';
import type { Provider } from '../../shared/protocol/types';
import { readShortCode } from '../../shared/fields/shortCode';
import { readText } from '../../shared/fields/text';

/** A parameter as text. Throws an InputError for an object or a list, which names the field. */
export const textParameter = (
	context: IExecuteFunctions,
	name: string,
	field: string,
	itemIndex: number,
): string => readText(context.getNodeParameter(name, itemIndex, ''), field);

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
		? readShortCode(context.getNodeParameter('senderAddress', itemIndex, ''), 'From (Short Code)')
		: '';
