import type { IDataObject, IExecuteFunctions, NodeParameterValueType } from 'n8n-workflow';

type ReadParameter = (name: string, itemIndex: number, fallback: NodeParameterValueType) => unknown;

const holdsExpression = (value: unknown): boolean =>
	typeof value === 'string'
		? value.startsWith('=')
		: typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);

/** `={{ $json.customer.phone }}`, and no more than that. */
const fieldExpression = /^=\{\{\s*\$json((?:\.[A-Za-z_]\w*)+)\s*\}\}$/;

const fieldIn = (expression: unknown): string[] | undefined =>
	typeof expression === 'string'
		? fieldExpression.exec(expression)?.[1]?.split('.').slice(1)
		: undefined;

/** The item's own text or number there; undefined for all else, which n8n is to evaluate. */
const valueAt = (json: IDataObject | undefined, path: string[]): string | number | undefined => {
	let value: unknown = json;
	for (const key of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
		value = (value as IDataObject)[key];
	}
	return typeof value === 'string' || typeof value === 'number' ? value : undefined;
};

/**
 * Reads parameters as `getNodeParameter` does, without n8n's whole way for each of thousands of items
 * where there is nothing to evaluate: n8n 2.41 takes half a millisecond for an expression, however
 * simple, so that one text to 1,000 recipients would take seven times as long. What holds no
 * expression is read once for all items; an expression that is nothing but a field of the item is
 * read from the item. n8n evaluates all others.
 */
export const parameterReader = (context: IExecuteFunctions): ReadParameter => {
	const { parameters } = context.getNode();
	const items = context.getInputData();

	const readerOf = (name: string): ReadParameter => {
		const written = parameters[name];
		const evaluate: ReadParameter = (_, itemIndex, fallback): unknown =>
			context.getNodeParameter(name, itemIndex, fallback);
		if (written !== undefined && !holdsExpression(written)) {
			const constant = evaluate(name, 0, '');
			return () => constant;
		}
		const path = fieldIn(written);
		if (!path) return evaluate;
		return (_, itemIndex, fallback) =>
			valueAt(items[itemIndex]?.json, path) ?? evaluate(name, itemIndex, fallback);
	};

	const readers = new Map<string, ReadParameter>();
	return (name, itemIndex, fallback) => {
		const reader = readers.get(name) ?? readerOf(name);
		readers.set(name, reader);
		return reader(name, itemIndex, fallback);
	};
};
