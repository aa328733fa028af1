import { readAddress } from '../protocol/address';
import { InputError } from '../errors/inputError';

/** Reads a short code: digits alone, `short:` aside. Throws an InputError that names the field. */
export const readShortCode = (value: string, fieldName: string): string => {
	const shortCode = readAddress(value);
	if (shortCode === '') throw new InputError(`“${fieldName}” is empty`);
	if (!/^\d{3,8}$/.test(shortCode)) {
		throw new InputError(`“${fieldName}” is not a short code: it has three to eight digits`);
	}
	return shortCode;
};
