import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { InputError, inputErrorText } from '../../shared/errors/inputError';
import { operationError } from '../../shared/errors/operationError';
import { checkOptions } from '../checkOptions';
import { readRanges } from './ipAllowlist';
import { listenerCredential } from './authorize';
import { incomplete } from './secret';
import { listenerShortCode } from './shortCode';

/**
 * Checks the parameters of a trigger in webhook mode before it is activated. Throws a
 * NodeOperationError if it would reject every caller, or accept any.
 */
export const checkListener = async (context: IHookFunctions): Promise<void> => {
	const problem = await findProblem(context);
	if (problem) throw operationError(context.getNode(), problem, { kind: 'invalidInput' });
};

const findProblem = async (context: IHookFunctions): Promise<string | undefined> => {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	try {
		listenerShortCode(context);
		checkOptions(options);
		readRanges(String(options.ipAllowlist ?? ''));
	} catch (error) {
		return error instanceof InputError ? inputErrorText(error) : String(error);
	}
	if (context.getNodeParameter('authentication', 'none') === 'none') return undefined;
	return incomplete(await context.getCredentials(listenerCredential));
};
