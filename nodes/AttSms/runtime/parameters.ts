import type { IDataObject, IExecuteFunctions, NodeParameterValueType } from 'n8n-workflow';
import { readSharedOptions } from '../../shared/fields/options';
import type { Provider } from '../../shared/protocol/types';

/**
 * An option that holds for the whole run; such options take no expression in the panel. Each is read
 * alone, so that an expression in another option, which is an item's own, is not evaluated here.
 */
export const runOption = (
	context: IExecuteFunctions,
	name: string,
	fallback: NodeParameterValueType,
): unknown => context.getNodeParameter(`options.${name}`, 0, fallback);

/** For how long to try, and to wait for a response, in ms. */
export const runTimes = (context: IExecuteFunctions) =>
	readSharedOptions({
		maxRetryTime: runOption(context, 'maxRetryTime', null) as IDataObject[string],
		timeout: runOption(context, 'timeout', null) as IDataObject[string],
	});

/** The provider is one for the whole run. */
export const providerParameter = (context: IExecuteFunctions): Provider =>
	context.getNodeParameter('provider', 0, 'att') as Provider;
