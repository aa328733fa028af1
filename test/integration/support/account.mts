import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Verdict } from './faultTable.mts';

/** An error as the node reported it. */
export interface ReportedError {
	verdict: Exclude<Verdict, 'done'>;
	/** The response as it came, where it could not be read. */
	answer?: string;
	data: IDataObject;
	text: string;
}

const readError = (message: unknown, description: unknown, data: IDataObject): ReportedError => {
	const { kind, mayHaveBeenProcessed, maybeSent = mayHaveBeenProcessed, answer } = data;
	if (typeof kind !== 'string' || typeof mayHaveBeenProcessed !== 'boolean') {
		throw new Error(`An error without its data: ${JSON.stringify([message, description, data])}`);
	}
	if (maybeSent !== mayHaveBeenProcessed) {
		throw new Error(`maybeSent and mayHaveBeenProcessed differ: ${JSON.stringify(data)}`);
	}
	return {
		verdict: mayHaveBeenProcessed ? 'maybe' : 'not',
		...(answer !== undefined && { answer: String(answer) }),
		data,
		text: `${String(message)}. ${String(description)}`,
	};
};

/** The error in an item of a run that continues. Undefined for an item without one. */
export const errorOfItem = ({ json }: INodeExecutionData): ReportedError | undefined => {
	const error = json.error as IDataObject | undefined;
	return error && readError(error.message, error.description, error);
};

/** The error that ended a run, or went to the error workflow. */
export const errorOfRun = (error: Error | undefined): ReportedError | undefined => {
	if (!error) return undefined;
	const { message, description, context } = error as Error & {
		description?: unknown;
		context?: { data?: IDataObject };
	};
	return readError(message, description, context?.data ?? {});
};

export const itemIndexOf = ({ pairedItem }: INodeExecutionData): number => {
	if (typeof pairedItem === 'object' && !Array.isArray(pairedItem)) return pairedItem.item;
	throw new Error('An item is not paired with the one that it came from');
};
