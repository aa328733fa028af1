import { InvalidResponseError } from '../protocol/fields';
import { GatewayError, type GatewayErrorDetails } from './gatewayError';

/** The GatewayError for a 2xx whose body could not be read: `error` is what the reader threw. */
export const invalidResponse = (error: unknown, details?: GatewayErrorDetails): GatewayError =>
	new GatewayError(
		'invalidResponse',
		error instanceof InvalidResponseError ? error.message : 'it is not as documented',
		details,
	);
