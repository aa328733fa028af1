import type { IDataObject, INode, NodeApiError } from 'n8n-workflow';
import type { GatewayError } from '../../../shared/errors/gatewayError';
import { nodeApiError } from '../../../shared/errors/nodeApiError';
import { description } from './description';

/** The error that n8n shows for a message that failed. `maybeSent`: AT&T may have sent it. */
export const sendError = (
	node: INode,
	failure: GatewayError,
	{ itemIndex, extra }: { itemIndex: number; extra?: IDataObject },
): NodeApiError =>
	nodeApiError(node, failure, description.outcome, {
		itemIndex,
		extra: { maybeSent: failure.mayHaveBeenProcessed, ...extra },
	});
