import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

/** An operation of the node: what the panel shows of it, and what it does. */
export interface Operation {
	/** Its line in the Operation field. */
	option: INodePropertyOptions & { value: string };
	/** Its own fields; shown for this operation alone. */
	fields: INodeProperties[];
	/** Its entries in the Options collection. */
	options: INodeProperties[];
	/** One output item for each input item, in order. */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
}
