import { NodeApiError, type IDataObject, type INode } from 'n8n-workflow';
import { maskSecrets } from '../message/mask';
import { describeError, type OutcomeTexts } from './errorMessages';
import type { GatewayError } from './gatewayError';

/**
 * The error that n8n shows for a failed request. Built from words alone: the request, and with it
 * the token, stays out of it. `extra` joins the data that workflows branch on.
 */
export const nodeApiError = (
	node: INode,
	failure: GatewayError,
	outcomeTexts: OutcomeTexts,
	{ itemIndex, extra = {} }: { itemIndex?: number; extra?: IDataObject } = {},
): NodeApiError => {
	const { apiError, httpStatus, body } = failure.details;
	const error = new NodeApiError(
		node,
		{},
		{
			...describeError(failure, outcomeTexts),
			...(httpStatus !== undefined && { httpCode: String(httpStatus) }),
			itemIndex,
		},
	);
	error.context.data = {
		...(apiError && { code: apiError.code }),
		...(httpStatus !== undefined && { httpStatus }),
		// AT&T no longer has what an unreadable answer held: here is all that is left of it.
		...(body !== undefined && { answer: maskSecrets(body) }),
		...extra,
	};
	return error;
};
