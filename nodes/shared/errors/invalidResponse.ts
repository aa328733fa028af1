import { InvalidResponseError } from '../protocol/fields';
import { plainTextOf } from '../protocol/plainText';
import { GatewayError, type GatewayErrorDetails } from './gatewayError';

/**
 * The GatewayError for a 2xx whose body could not be read: `error` is what the reader threw. A page or
 * a plain text is quoted, as it may have a reference number; a malformed document may hold messages.
 */
export const invalidResponse = (
	error: unknown,
	body: string,
	details?: GatewayErrorDetails,
): GatewayError => {
	const reason = error instanceof InvalidResponseError ? error.message : 'it is not as documented';
	const words = plainTextOf(body);
	return new GatewayError('invalidResponse', words ? `${reason}: ${words}` : reason, details);
};
