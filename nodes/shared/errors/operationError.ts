import {
	NodeApiError,
	NodeOperationError,
	UserError,
	type IDataObject,
	type INode,
} from 'n8n-workflow';

interface Options {
	/** What failed, for workflows to branch on. */
	kind: string;
	mayHaveBeenProcessed?: boolean;
	description?: string;
	itemIndex?: number;
	/** More data for workflows. */
	extra?: IDataObject;
}

/** The error that n8n shows for what isn't a failed request, with its data. */
export const operationError = (
	node: INode,
	message: string,
	{ kind, mayHaveBeenProcessed = false, description, itemIndex, extra }: Options,
): NodeOperationError => {
	const error = new NodeOperationError(node, message, { description, itemIndex });
	error.context.data = { kind, mayHaveBeenProcessed, ...extra };
	return error;
};

const hasKind = ({ context }: NodeApiError | NodeOperationError): boolean =>
	typeof (context.data as IDataObject | undefined)?.kind === 'string';

/**
 * The error that n8n shows for any other one. Without a kind of its own it is `unexpected`. n8n's
 * own errors are about the credential or a parameter, which are read before any request; of others,
 * nobody knows whether something was sent before. `sends`: data has `maybeSent`, too.
 */
export const toOperationError = (
	node: INode,
	error: unknown,
	{ sends = false }: { sends?: boolean } = {},
): NodeApiError | NodeOperationError => {
	const isShown = error instanceof NodeApiError || error instanceof NodeOperationError;
	if (isShown && hasKind(error)) return error;
	const shown = isShown
		? error
		: new NodeOperationError(node, error instanceof Error ? error : String(error));
	const mayHaveBeenProcessed = !isShown && !(error instanceof UserError);
	shown.context.data = {
		kind: 'unexpected',
		mayHaveBeenProcessed,
		...(sends && { maybeSent: mayHaveBeenProcessed }),
	};
	return shown;
};
