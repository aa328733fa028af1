import { readAddress } from '../protocol/address';
import { InputError } from '../errors/inputError';
import { cleanNumber, showNumber, wholeNumber } from './enteredNumber';
import { emptyField, readText } from './text';

/**
 * Reads a short code as its digits: `22627000`, `226-27000`, `short:22627000`. Throws an InputError
 * for anything else.
 */
export const readShortCode = (value: unknown, field: string): string => {
	const entered = readText(value, field);
	const clean = cleanNumber(entered);
	if (clean === '') throw emptyField(field);
	// To readAddress, the digit behind the point would be one of the code's.
	const shortCode = readAddress(wholeNumber(clean) ?? clean);
	if (!/^\d{3,8}$/.test(shortCode)) {
		throw new InputError(
			`${showNumber(entered)} is not a short code, which has three to eight digits`,
			field,
		);
	}
	return shortCode;
};
