import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import type { OutcomeTexts } from '../../shared/errors/errorMessages';

/** All that the panel, the node's subtitle and the errors say of an operation. */
export interface OperationDescription {
	/** Its entry in the Operation field. */
	option: INodePropertyOptions & { value: string };
	/** The text under the node's name on the canvas: a JavaScript expression, as inside `{{ }}`. */
	subtitle: string;
	/** What a failure means. `notStarted` has no full stop: more follows it. */
	outcome: OutcomeTexts & { notStarted: string };
	/** The fields that say what an item is about: a failed one shows them first. */
	subject: string[];
	/** More data in an error from before any request: of an item, or of a run with a bad credential. */
	inputErrorData?: IDataObject;
	/** Whether it names a short code to send from, which OneAPI requires. */
	hasSender?: boolean;
	/** Its own fields; shown for this operation alone. */
	fields: INodeProperties[];
	/** Its entries in the Options collection. */
	options: INodeProperties[];
}

/**
 * An operation of the node. Each has a folder with its description, its `execute` and the
 * `schema.json` of its output, which n8n shows before the node has run.
 */
export interface Operation extends OperationDescription {
	/** The output items, in the order of the input items and paired with them. */
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
	/** Takes calls of the resume URL while the execution waits. Never throws: that would end it. */
	webhook?(context: IWebhookFunctions): Promise<IWebhookResponseData>;
}
