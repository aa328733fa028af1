import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { InputError, nodeInputError } from '../../shared/errors/inputError';
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

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const inputErrorIn = (field: string, error: InputError, isEmptyExpression: boolean): InputError =>
	isEmptyExpression
		? new InputError(`${error.message} (its expression gave an empty value)`, field)
		: error;

/**
 * Reads and parses a field. An error of its expression, which is n8n's, then names the field too, and
 * that of an empty value says that the expression gave it.
 */
export const readField = <Value>(
	field: string,
	read: () => unknown,
	parse: (value: unknown) => Value,
	isExpression: boolean,
): Value => {
	let value: unknown;
	try {
		value = read();
		return parse(value);
	} catch (error) {
		throw error instanceof InputError
			? inputErrorIn(field, error, isExpression && isEmpty(value))
			: new ExpressionFailure(field, error);
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
