import { GatewayError } from './gatewayError';

/** A copy of an error in which all that came from the gateway, which may repeat what it got, is masked. */
export const maskGatewayError = (
	{ kind, message, details }: GatewayError,
	mask: (text: string) => string,
): GatewayError => {
	const { apiError, body } = details;
	return new GatewayError(kind, mask(message), {
		...details,
		...(apiError && {
			apiError: {
				code: mask(apiError.code),
				text: mask(apiError.text),
				variables: apiError.variables.map(mask),
			},
		}),
		...(body !== undefined && { body: mask(body) }),
	});
};
