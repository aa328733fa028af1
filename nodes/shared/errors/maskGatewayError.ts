import { cutText } from '../protocol/plainText';
import { GatewayError } from './gatewayError';

/**
 * A copy of an error in which all that came from the gateway, which may repeat what it got, is masked.
 * Then its words are truncated: a truncated secret would not be recognized. Its `body` stays whole.
 */
export const maskGatewayError = (
	{ kind, message, details }: GatewayError,
	mask: (text: string) => string,
): GatewayError => {
	const { apiError, body } = details;
	const maskAndCut = (text: string): string => cutText(mask(text));
	return new GatewayError(kind, maskAndCut(message), {
		...details,
		...(apiError && {
			apiError: {
				code: maskAndCut(apiError.code),
				text: maskAndCut(apiError.text),
				variables: apiError.variables.map(mask),
			},
		}),
		...(body !== undefined && { body: mask(body) }),
	});
};
