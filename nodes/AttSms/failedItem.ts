import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';
import { InputError } from '../shared/inputError';

/** The n8n error for an item whose input can't be used. Anything but an InputError is rethrown. */
export const inputError = (
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): NodeOperationError => {
	if (!(error instanceof InputError)) throw error;
	return new NodeOperationError(context.getNode(), error.message, {
		itemIndex,
		description: 'Nothing was sent for this item. Correct its input and run it again.',
	});
};

/**
 * The output item of an item that failed, for "continue" and for the error output: n8n tells it by
 * its `error`.
 */
export const failedItem = (
	error: NodeApiError | NodeOperationError,
	itemIndex: number,
	json: IDataObject = {},
): INodeExecutionData => ({
	json: { error: error.message, ...json },
	error,
	pairedItem: { item: itemIndex },
});
