import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { InputError } from '../errors/inputError';
import { maskDigits } from '../message/mask';

/**
 * Area code and exchange of the North American Numbering Plan begin with 2 to 9. No list of the
 * area codes in use is asked: new ones appear, and a number refused here would be a message lost.
 */
const nanp = /^[2-9]\d{2}[2-9]\d{6}$/;

const withoutScheme = (text: string): string =>
	(/^tel(:|%3a)/i.test(text) ? decode(text).slice('tel:'.length) : text).trim();

const decode = (text: string): string => {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
};

/**
 * Reads one US number, written in any usual way, as E.164 (`+12065550100`). Throws an InputError,
 * in which the number is masked, where it can be no US mobile: the API reaches no others
 * ("The SMS API supports text messages to AT&T Wireless customers only").
 */
export const readPhoneNumber = (written: string): string => {
	const shown = `“${maskDigits(written)}”`;
	const number = parsePhoneNumberFromString(withoutScheme(written), {
		defaultCountry: 'US',
		extract: false,
	});
	if (!number) throw new InputError(`${shown} is not a phone number`);
	if (number.ext) throw new InputError(`${shown} has an extension, which can't get a text message`);
	if (number.countryCallingCode !== '1') {
		throw new InputError(`${shown} is not a US number: AT&T texts US numbers only`);
	}
	if (!nanp.test(number.nationalNumber)) {
		throw new InputError(
			`${shown} is not a possible US number: ten digits are needed, such as 206-555-0100`,
		);
	}
	return number.number;
};

/**
 * Reads the recipients of a message: one number, several (separated by comma, semicolon or new
 * line), or an array of these. Each comes once, in the order written. Throws an InputError where one
 * is no US number, or there is none at all.
 */
export const readRecipients = (value: unknown): string[] => {
	const written = (Array.isArray(value) ? value.flat() : [value])
		.filter((entry) => entry !== undefined && entry !== null)
		.flatMap((entry) => String(entry).split(/[,;\r\n]+/))
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
	if (written.length === 0) throw new InputError('There is no recipient: “To” is empty');
	return [...new Set(written.map(readPhoneNumber))];
};
