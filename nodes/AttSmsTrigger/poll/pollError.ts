import {
	ExecutionBaseError,
	UnexpectedError,
	UserError,
	type INode,
	type NodeApiError,
	type NodeOperationError,
} from 'n8n-workflow';
import { inboxOutcome } from '../../shared/client/drainInbox';
import { failureOf } from '../../shared/errors/failure';
import { findGatewayError } from '../../shared/errors/gatewayError';
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

/** n8n's errors about a parameter, an expression or a credential that isn't there. */
const isAboutSettings = (error: unknown): boolean =>
	[InputError, ExecutionBaseError, UserError, UnexpectedError].some(
		(type) => error instanceof type,
	);

/**
 * Whether the next poll may well succeed without anybody's doing: an outage, a rate limit, or n8n's
 * database away, as opposed to a wrong credential or short code.
 */
export const isPassing = (error: unknown): boolean => {
	const gatewayError = findGatewayError(error);
	if (!gatewayError) return !isAboutSettings(error);
	const cause = failureOf(gatewayError)?.cause;
	return cause !== 'credential-invalid' && cause !== 'configuration-invalid';
};
