import type { INode, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { inboxOutcome } from '../../shared/client/drainInbox';
import { failureOf } from '../../shared/errors/failure';
import { findGatewayError, type GatewayError } from '../../shared/errors/gatewayError';
import { InputError, nodeInputError } from '../../shared/errors/inputError';
import { nodeApiError } from '../../shared/errors/nodeApiError';
import { toOperationError } from '../../shared/errors/operationError';

/** The error that n8n shows. */
export const pollError = (node: INode, error: unknown): NodeApiError | NodeOperationError => {
	const gatewayError = findGatewayError(error);
	if (gatewayError)
		return nodeApiError(node, gatewayError, inboxOutcome, { adviceInMessage: true });
	if (error instanceof InputError) return nodeInputError(node, error);
	return toOperationError(node, error);
};

/**
 * Whether the next poll may well succeed without anybody's doing: an outage or a rate limit, as
 * opposed to a wrong credential or short code.
 */
export const isPassing = (error: GatewayError): boolean => {
	const cause = failureOf(error)?.cause;
	return cause !== 'credential-invalid' && cause !== 'configuration-invalid';
};
