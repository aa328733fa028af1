import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { InputError, nodeInputError } from '../../shared/errors/inputError';
import { readWritten } from '../../shared/fields/expression';
import type { OperationDescription } from '../operations/operation';

/** An expression that failed, and the field that it is in. */
class ExpressionFailure extends Error {
	override name = 'ExpressionFailure';

	constructor(
		readonly field: string,
		cause: unknown,
	) {
		super(cause instanceof Error ? cause.message : String(cause));
	}
}

/**
 * Reads and parses a field. An error of its expression, which is n8n's, then names the field too.
 * `written`: the parameter as the workflow holds it.
 */
export const readField = <Value>(field: string, written: unknown, read: () => Value): Value => {
	try {
		return readWritten(written, read);
	} catch (error) {
		throw error instanceof InputError ? error : new ExpressionFailure(field, error);
	}
};

const consequence = (context: IExecuteFunctions, { outcome }: OperationDescription): string => {
	const count = context.getInputData().length;
	if (context.continueOnFail()) return `${outcome.notStarted} for this item.`;
	return count > 1
		? `${outcome.notStarted}: all ${count} items are checked first.`
		: `${outcome.notStarted}.`;
};

/**
 * The n8n error for an item that can't be used, be it for its input or for an expression that failed.
 * Items are counted from 0, as n8n does.
 */
export const itemError = (
	context: IExecuteFunctions,
	operation: OperationDescription,
	error: unknown,
	itemIndex: number,
): NodeOperationError => {
	const isInput = error instanceof InputError;
	const field = error instanceof ExpressionFailure || isInput ? error.field : undefined;
	const message = error instanceof Error ? error.message : String(error);
	const place = field ? `Item ${itemIndex}, ${field}` : `Item ${itemIndex}`;
	return nodeInputError(context.getNode(), new InputError(message, place), {
		itemIndex,
		description: consequence(context, operation),
		extra: {
			...(!isInput && { kind: 'invalidExpression' }),
			...operation.inputErrorData,
		},
	});
};
