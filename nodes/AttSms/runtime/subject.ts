import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** Parameters as given, for an item that can't be used. Those that can't be read are left out. */
export const subjectOf = (
	context: IExecuteFunctions,
	itemIndex: number,
	names: readonly string[],
): IDataObject => {
	const subject: IDataObject = {};
	for (const name of names) {
		try {
			subject[name] = context.getNodeParameter(name, itemIndex, '') as IDataObject[string];
		} catch {
			continue;
		}
	}
	return subject;
};
