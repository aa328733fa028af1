import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { InputError, nodeInputError } from '../../shared/errors/inputError';

/** The n8n error for an item whose input can't be used. Anything but an InputError is rethrown. */
export const inputError = (
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): NodeOperationError => {
	if (!(error instanceof InputError)) throw error;
	return nodeInputError(context.getNode(), error, {
		itemIndex,
		description: 'Nothing was sent for this item. Correct its input and run it again.',
	});
};

/**
 * The output item of an item that failed, for "continue" and for the error output. Everything about
 * the failure is in `error`: n8n tells failed items by an `error` that stands alone, and of an item
 * that carries an error object it keeps the message only, which would lose `maybeSent`.
 */
export const failedItem = (
	{ message, description, context }: NodeApiError | NodeOperationError,
	itemIndex: number,
	details: IDataObject = {},
): INodeExecutionData => ({
	json: {
		error: {
			message,
			...(description && { description }),
			...(context.data as IDataObject | undefined),
			...details,
		},
	},
	pairedItem: { item: itemIndex },
});
