import { InputError } from '../errors/inputError';
import { readText } from './text';

/**
 * Reads a switch: on or off, also as the text that an expression wrote; nothing gives the default.
 * Throws an InputError for anything else, which would otherwise count as off.
 */
export const readBoolean = (value: unknown, field: string, fallback = false): boolean => {
	if (typeof value === 'boolean') return value;
	const text = readText(value, field).trim();
	if (text === '') return fallback;
	if (/^true$/i.test(text)) return true;
	if (/^false$/i.test(text)) return false;
	throw new InputError(`"${text.slice(0, 60)}" is neither true nor false`, field);
};
