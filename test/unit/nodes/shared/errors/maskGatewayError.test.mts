import { GatewayError } from '../../../../../nodes/shared/errors/gatewayError.ts';
import { maskGatewayError } from '../../../../../nodes/shared/errors/maskGatewayError.ts';
import { createSecretMask } from '../../../../../nodes/shared/message/createMask.ts';

const secret = 'Zq8RtW3vXy5Lm2Np';
const mask = createSecretMask([secret]);

test('A secret at the place where an error message is cut shows nothing of itself', () => {
	const text = `${'x'.repeat(290)} ${secret}`;
	const details = { apiError: { code: 'E1', text, variables: [text] }, body: text };
	const masked = maskGatewayError(new GatewayError('rejected', text, details), mask);
	expect(JSON.stringify([masked.message, masked.details])).not.toContain(secret.slice(0, 4));
	expect(masked.message.length).toBeLessThanOrEqual(300);
	expect(masked.details.apiError?.text.length).toBeLessThanOrEqual(300);
});

test('The body of an error is masked and stays whole', () => {
	const body = `${secret} ${'word '.repeat(1000)}`;
	const { details } = maskGatewayError(new GatewayError('invalidResponse', 'x', { body }), mask);
	expect(details.body).toBe(body.replace(secret, '•••'));
});
