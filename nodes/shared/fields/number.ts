import { InputError } from '../errors/inputError';
import { readText } from './text';

/**
 * Reads a number, also as the text that an expression wrote; undefined for nothing. Throws an
 * InputError for anything else.
 */
export const readNumber = (value: unknown, field: string): number | undefined => {
	const text = readText(value, field).trim();
	if (text === '') return undefined;
	const number = Number(text);
	if (!Number.isFinite(number)) {
		throw new InputError(`"${text.slice(0, 60)}" is not a number`, field);
	}
	return number;
};
