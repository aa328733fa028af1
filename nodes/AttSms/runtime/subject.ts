import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { OperationDescription } from '../operations/operation';

/**
 * What a failed item is about: the operation's `subject` fields, as given. Leaves out those that
 * can't be read, and optional ones that are empty.
 */
export const subjectOf = (
	context: IExecuteFunctions,
	itemIndex: number,
	{ subject, fields }: OperationDescription,
): IDataObject => {
	const given: IDataObject = {};
	for (const name of subject) {
		try {
			// Of undefined, nothing would be left in JSON, and the row would be named "undefined".
			const value = (context.getNodeParameter(name, itemIndex, '') ?? null) as IDataObject[string];
			const isRequired = fields.some((field) => field.name === name && field.required);
			if (isRequired || (value !== '' && value !== null)) given[name] = value;
		} catch {
			continue;
		}
	}
	return given;
};
