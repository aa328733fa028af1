import { NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

/** Input that can't be used. Its message is for the person who entered it. */
export class InputError extends Error {
	override name = 'InputError';
}

/**
 * The error that n8n shows for an InputError. Its data say `invalidInput`, and that nothing was
 * processed: input is checked before any request.
 */
export const nodeInputError = (
	node: INode,
	{ message }: InputError,
	{
		itemIndex,
		description,
		extra,
	}: { itemIndex?: number; description?: string; extra?: IDataObject } = {},
): NodeOperationError => {
	const error = new NodeOperationError(node, message, {
		itemIndex,
		description,
		failure: { cause: 'configuration-invalid' },
	});
	error.context.data = {
		kind: 'invalidInput',
		mayHaveBeenProcessed: false,
		...extra,
	};
	return error;
};
