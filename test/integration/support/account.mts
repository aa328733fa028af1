import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Verdict } from './faultTable.mts';

/** A failure as the node reported it. */
export interface ReportedError {
	verdict: Exclude<Verdict, 'done'>;
	/** The answer as it came, where it could not be read. */
	answer?: string;
	data: IDataObject;
	text: string;
}

const readError = (message: unknown, description: unknown, data: IDataObject): ReportedError => {
	const certainlyNot = /^Nothing was (sent|read|taken)/.test(String(description));
	if (data.maybeSent !== undefined && data.maybeSent === certainlyNot) {
		throw new Error(`maybeSent and the words disagree: ${JSON.stringify([description, data])}`);
	}
	return {
		verdict: certainlyNot ? 'not' : 'maybe',
		...(data.answer !== undefined && { answer: String(data.answer) }),
		data,
		text: `${String(message)}. ${String(description)}`,
	};
};

/** The failure in an item of a run that continues. Undefined for an item without one. */
export const errorOfItem = ({ json }: INodeExecutionData): ReportedError | undefined => {
	const error = json.error as IDataObject | undefined;
	return error && readError(error.message, error.description, error);
};

/** The failure that ended a run, or went to the error workflow. */
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
