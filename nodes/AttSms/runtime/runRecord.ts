import { randomUUID } from 'crypto';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/** The key of a record in what n8n keeps of an execution. */
const recordKey = 'attSms';

/** Where a record is kept. */
interface Store {
	get(): unknown;
	set(record: object): void;
	delete(): void;
}

/** n8n stores it with a failed execution, so it is there when that is retried from the list, too. */
const inMetadata = (executeData: { metadata?: object }): Store => ({
	get: () => (executeData.metadata as IDataObject | undefined)?.[recordKey],
	set: (record) => {
		executeData.metadata = { ...executeData.metadata, [recordKey]: record };
	},
	delete: () => {
		delete (executeData.metadata as IDataObject | undefined)?.[recordKey];
	},
});

/** Not enumerable: expressions and the agent must not see it among a tool's arguments. */
const inArguments = (args: IDataObject): Store => ({
	get: () => args[recordKey],
	set: (value) => {
		Object.defineProperty(args, recordKey, { value, configurable: true });
	},
	delete: () => {
		delete args[recordKey];
	},
});

/**
 * n8n hands the same object to each try of a run, and to no other run: what it executes. Agents of
 * earlier n8n versions share theirs with all the tools they call; there the arguments of the call,
 * which n8n makes the one item of its input, are the same in each try.
 */
const storeOf = (context: IExecuteFunctions): Store | undefined => {
	const executeData = context.getExecuteData();
	if (executeData.node.name === context.getNode().name) return inMetadata(executeData);
	const args: unknown = context.getInputData()[0]?.json;
	return typeof args === 'object' && args !== null ? inArguments(args as IDataObject) : undefined;
};

/** What a run has done, for its next try. */
export interface RunRecord<Data> {
	/** What the try before this one saved. The id is another one each time that a record is saved. */
	previous: (Data & { id?: string }) | undefined;
	/** Keeps plain JSON for the next try, if something failed. */
	save(data: Data): void;
	/** A run that went well stores nothing. */
	clear(): void;
}

/**
 * Opens the record of this run. n8n's Retry On Fail, and a retry from the list of executions, run a
 * node again with all of its items and keep nothing of its output. But what was sent must not be sent
 * again, and what was read can't be read again.
 */
export const openRunRecord = <Data extends object>(context: IExecuteFunctions): RunRecord<Data> => {
	const store = storeOf(context);
	return {
		previous: store?.get() as (Data & { id?: string }) | undefined,
		save: (data) => store?.set({ ...data, id: randomUUID() }),
		clear: () => store?.delete(),
	};
};
