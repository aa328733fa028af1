import { readShortCodeAddress } from '../protocol/address';
import { EmptyFieldError, InputError } from '../errors/inputError';
import { cleanNumber, showNumber } from './enteredNumber';
import { readText } from './text';

/** `22627000.0`: a whole number, as spreadsheets and Python write it. The points of 22.627.000 part groups. */
const wholeNumber = /^([^.]*)\.0+$/;

/**
 * Reads a short code as its digits: `22627000`, `226-27000`, `short:22627000`, `+22627000`. Throws an
 * InputError for anything else. The trigger's paths for questions have an expression of it
 * (questionsMethod.ts).
 */
export const readShortCode = (value: unknown, field = 'Short Code'): string => {
	const entered = readText(value, field);
	const clean = cleanNumber(entered);
	if (clean === '') throw new EmptyFieldError(field);
	const shortCode = readShortCodeAddress(clean.replace(wholeNumber, '$1'));
	if (!/^\d{3,8}$/.test(shortCode)) {
		throw new InputError(
			`${showNumber(entered)} is not a short code, which has three to eight digits`,
			field,
		);
	}
	return shortCode;
};
