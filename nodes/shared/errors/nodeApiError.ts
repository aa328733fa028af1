import { NodeApiError, type IDataObject, type INode } from 'n8n-workflow';
import { maskSecrets } from '../message/mask';
import { adviceFor } from './advice';
import { describeError, type OutcomeTexts } from './errorMessages';
import { failureOf } from './failure';
import type { GatewayError } from './gatewayError';

interface Options {
	itemIndex?: number;
	/** More data for workflows to branch on, such as `maybeSent`. */
	extra?: IDataObject;
	/** Put the advice into the message: where n8n publishes a workflow it shows the message alone. */
	adviceInMessage?: boolean;
}

/** What workflows branch on: in `context.data` of an error, and in the `error` of a failed item. */
const errorData = (error: GatewayError): IDataObject => {
	const { kind, mayHaveBeenProcessed } = error;
	const { apiError, httpStatus, body } = error.details;
	return {
		kind,
		mayHaveBeenProcessed,
		...(apiError?.code && { code: apiError.code }),
		...(httpStatus !== undefined && { httpStatus }),
		// AT&T no longer has what an invalid response held: this is all that is left of it.
		...(body !== undefined && { answer: maskSecrets(body) }),
	};
};

/**
 * The error that n8n shows for a failed request. It is built from the GatewayError's own fields:
 * the request, and with it the token, stays out of it.
 */
export const nodeApiError = (
	node: INode,
	gatewayError: GatewayError,
	outcomeTexts: OutcomeTexts,
	{ itemIndex, extra, adviceInMessage = false }: Options = {},
): NodeApiError => {
	const { message, description } = describeError(gatewayError, outcomeTexts);
	const advice = adviceInMessage ? adviceFor(gatewayError, outcomeTexts) : '';
	const { httpStatus } = gatewayError.details;
	const error = new NodeApiError(
		node,
		{},
		{
			message: advice ? `${message}. ${advice}` : message,
			description,
			...(httpStatus !== undefined && { httpCode: String(httpStatus) }),
			itemIndex,
			failure: failureOf(gatewayError),
		},
	);
	error.context.data = { ...errorData(gatewayError), ...extra };
	return error;
};
