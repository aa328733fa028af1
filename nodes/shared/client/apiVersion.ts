import { GatewayError } from '../errors/gatewayError';
import { apiVersions } from '../protocol/dialects';

/** The credential's API version. Throws a GatewayError if it isn't one that the nodes know. */
export const checkedApiVersion = (apiVersion: unknown): string => {
	const version = typeof apiVersion === 'string' ? apiVersion : '';
	if (apiVersions.includes(version)) return version;
	throw new GatewayError(
		'misconfigured',
		`The API version in the credential isn't one of these: ${apiVersions.join(', ')}`,
	);
};
