import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { isExpression, readWritten } from '../../shared/fields/expression';
import { readShortCode } from '../../shared/fields/shortCode';

/**
 * The short code whose messages the trigger takes; empty if the field is, which takes those to all
 * codes. Throws an InputError for anything else, and for an expression that gives nothing.
 */
export const listenerShortCode = (context: IHookFunctions | IWebhookFunctions): string => {
	const written = context.getNode().parameters.shortCode;
	const value = context.getNodeParameter('shortCode', '');
	if (value === '' && !isExpression(written)) return '';
	return readWritten(written, () => readShortCode(value));
};
