import { EmptyFieldError } from '../errors/inputError';

/** Whether a parameter, as the workflow holds it, is an expression. */
export const isExpression = (written: unknown): boolean =>
	typeof written === 'string' && written.startsWith('=');

/**
 * Reads a parameter. Where an expression left a required field empty, the error says so: what the
 * panel shows is not empty. `written`: the parameter as the workflow holds it.
 */
export const readWritten = <Value>(written: unknown, read: () => Value): Value => {
	try {
		return read();
	} catch (error) {
		throw error instanceof EmptyFieldError && isExpression(written) ? error.ofExpression() : error;
	}
};
