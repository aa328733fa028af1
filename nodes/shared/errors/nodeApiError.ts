import { NodeApiError, type IDataObject, type INode } from 'n8n-workflow';
import { maskSecrets } from '../message/mask';
import { describeError, type Doing } from './errorMessages';
import type { GatewayError } from './gatewayError';

/** What an error of ours carries for workflows to branch on, besides its apiError. */
interface Extra extends IDataObject {
	/** True where the gateway may have sent the message all the same. */
	maybeSent?: boolean;
}

/**
 * The error that n8n shows for a failed request. Built from words alone: the request, and with it
 * the token, stays out of it.
 */
export const nodeApiError = (
	node: INode,
	failure: GatewayError,
	doing: Doing,
	{ itemIndex, extra = {} }: { itemIndex?: number; extra?: Extra } = {},
): NodeApiError => {
	const { apiError, httpStatus, body } = failure.details;
	const error = new NodeApiError(
		node,
		{},
		{
			...describeError(failure, doing),
			...(httpStatus !== undefined && { httpCode: String(httpStatus) }),
			itemIndex,
		},
	);
	error.context.data = {
		...(apiError && { code: apiError.code }),
		...(httpStatus !== undefined && { httpStatus }),
		...(doing === 'send' && { maybeSent: failure.mayHaveBeenProcessed }),
		// AT&T no longer has what an unreadable answer held: here is all that is left of it.
		...(body !== undefined && { answer: maskSecrets(body) }),
		...extra,
	};
	return error;
};
