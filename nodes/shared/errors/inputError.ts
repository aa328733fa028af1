import { NodeOperationError, type IDataObject, type INode } from 'n8n-workflow';

/** Input that can't be used. The message is for the person who entered it, and doesn't name the field. */
export class InputError extends Error {
	override name = 'InputError';

	constructor(
		message: string,
		/** The field's name in the panel. */
		readonly field?: string,
	) {
		super(message);
	}
}

/** A required field has no value. */
export class EmptyFieldError extends InputError {
	constructor(
		field: string,
		/** What to do, as whole sentences. */
		private readonly advice?: string,
		note = '',
	) {
		super([`the field is empty${note}`, advice].filter(Boolean).join('. '), field);
	}

	/** The error of a field whose expression gave the empty value. */
	ofExpression(): EmptyFieldError {
		return new EmptyFieldError(
			this.field ?? '',
			this.advice,
			' (its expression gave an empty value)',
		);
	}
}

/** The message of an InputError, with its field in front: `Short Code: the field is empty`. */
export const inputErrorText = ({ field, message }: InputError): string =>
	field === undefined ? message : `${field}: ${message}`;

/**
 * The error that n8n shows for an InputError. Its data say `invalidInput`, and that nothing was
 * processed: input is checked before any request.
 */
export const nodeInputError = (
	node: INode,
	inputError: InputError,
	{
		itemIndex,
		description,
		extra,
	}: { itemIndex?: number; description?: string; extra?: IDataObject } = {},
): NodeOperationError => {
	const error = new NodeOperationError(node, inputErrorText(inputError), {
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
