import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';

/** What became of an item that failed. */
interface Failed {
	itemIndex: number;
	/** What the item was about, such as its `to`: shown first. */
	subject: IDataObject;
	/** More data in `error`. */
	details?: IDataObject;
}

/**
 * The output item of an item that failed, for On Error → Continue. To n8n's error output only an item
 * goes that has `error` alone, or an error object next to its `json`, of which n8n keeps the message
 * only and drops `maybeSent` and the like. There n8n adds the input item's own fields. On the regular
 * output n8n takes the item as it is.
 */
export const failedItem = (
	executeFunctions: IExecuteFunctions,
	{ message, description, context }: NodeApiError | NodeOperationError,
	{ itemIndex, subject, details }: Failed,
): INodeExecutionData => {
	const error: IDataObject = {
		message,
		...(description && { description }),
		...(context.data as IDataObject | undefined),
		...subject,
		...details,
	};
	const alone = executeFunctions.getNode().onError === 'continueErrorOutput';
	return {
		json: alone ? { error } : { ...subject, status: 'failed', error },
		pairedItem: { item: itemIndex },
	};
};
