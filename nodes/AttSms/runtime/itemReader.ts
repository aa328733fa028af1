import type { IDataObject, IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { readShortCode } from '../../shared/fields/shortCode';
import { providers } from '../../shared/protocol/dialects';
import type { OperationDescription } from '../operations/operation';
import { itemError, readField } from './itemError';
import { parameterReader } from './parameterReader';
import { providerParameter } from './parameters';

/** A field of the panel. */
interface Field<Value> {
	name: string;
	displayName: string;
	/** Throws an InputError where the value can't be used. */
	parse(value: unknown): Value;
}

/** Reads the fields of items, each by the item's index. */
export const createItemReader = (context: IExecuteFunctions) => {
	const readParameter = parameterReader(context);
	const { parameters } = context.getNode();
	return <Value>(itemIndex: number, { name, displayName, parse }: Field<Value>): Value =>
		readField(displayName, parameters[name], () => parse(readParameter(name, itemIndex, '')));
};

type ItemReader = ReturnType<typeof createItemReader>;

/** Reads the short code that an item is sent from; empty for a provider that takes none. */
export const createSenderReader = (context: IExecuteFunctions, read: ItemReader) => {
	const provider = providerParameter(context);
	const namesSender = providers.some((one) => one.value === provider && one.namesSender);
	const displayName = 'From (Short Code)';
	const parse = (value: unknown) => readShortCode(value, displayName);
	return (itemIndex: number): string =>
		namesSender ? read(itemIndex, { name: 'senderAddress', displayName, parse }) : '';
};

/** Reads an item's own options. */
export const readItemOptions = (read: ItemReader, itemIndex: number): IDataObject =>
	read(itemIndex, {
		name: 'options',
		displayName: 'Options',
		parse: (value) => (typeof value === 'object' && value !== null ? (value as IDataObject) : {}),
	});

/**
 * Reads and checks every item before any request is made. Where the node stops at an error, it throws
 * the first bad item's error; else it returns the bad items' errors, by item, with the good items.
 */
export const checkItems = <Item>(
	context: IExecuteFunctions,
	operation: OperationDescription,
	read: (itemIndex: number) => Item,
): { checked: Item[]; errors: Map<number, NodeOperationError> } => {
	const checked: Item[] = [];
	const errors = new Map<number, NodeOperationError>();
	context.getInputData().forEach((_, itemIndex) => {
		try {
			checked.push(read(itemIndex));
		} catch (error) {
			const shown = itemError(context, operation, error, itemIndex);
			if (!context.continueOnFail()) throw shown;
			errors.set(itemIndex, shown);
		}
	});
	return { checked, errors };
};
