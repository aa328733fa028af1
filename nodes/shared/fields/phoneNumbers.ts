import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/min';
import { EmptyFieldError, InputError } from '../errors/inputError';
import { cleanNumber, cleanText, showNumber } from './enteredNumber';
import { readText } from './text';

/**
 * Area code and exchange of the North American Numbering Plan begin with 2 to 9. No list of area codes
 * in use is checked: new ones appear, and a number rejected here would be a lost message.
 */
const nanp = /^[2-9]\d{2}[2-9]\d{6}$/;

/** No way to write a number is longer. In characters. */
const longestNumber = 250;

const separator = String.raw`[\s./–—-]{0,3}`;
const oneNumber = String.raw`(?<!\d)(?:\+?1${separator})?\(?[2-9]\d{2}\)?${separator}[2-9]\d{2}${separator}\d{4}(?!\d)`;
const severalNumbers = new RegExp(`${oneNumber}\\D{1,8}?${oneNumber}`);

/** Whether a whole number has a part of another one next to it: `206-555-0100 555-01`. */
const holdsMore = (text: string): boolean => {
	const rest = text.replace(new RegExp(oneNumber), '');
	return rest !== text && rest.replace(/\D/g, '').length >= 4;
};

/**
 * `206555010.0` and `206-555-010.0` have nine digits, not ten. A point parts the groups of a number
 * only if four digits or more come behind it.
 */
const decimal = /^(.*\d)\s*\.\s*(\d{1,3})$/s;
const longDecimal = /^(\+?\d+)\.(\d{4,})$/;
const groupedByOnePoint = /^\+?1?(?:\d{3}\.\d{7}|\d{6}\.\d{4})$/;

/** Most numbers are written so. libphonenumber takes fifty times as long to read one. */
const usualNumber =
	/^(?:\+?1[\s.-]?)?(?:\(([2-9]\d{2})\)|([2-9]\d{2}))[\s.-]?([2-9]\d{2})[\s.-]?(\d{4})$/;

/** Why a text that could be parsed can't be texted; undefined if it can. */
const problemWith = (number: PhoneNumber): string | undefined => {
	if (number.ext) return "has an extension, which can't get text messages";
	if (number.countryCallingCode !== '1') return 'is not a US number: AT&T texts US numbers only';
	if (nanp.test(number.nationalNumber)) return undefined;
	const digits = number.nationalNumber.length;
	return digits === 10
		? 'is not a possible US number: its area code and the three digits behind it must begin with 2 to 9'
		: `is not a possible US number: it has ${digits} digits, but ten are needed, as in 206-555-0100`;
};

const several = 'is more than one number: separate numbers with a comma';

const parse = (clean: string): PhoneNumber | string => {
	if (severalNumbers.test(clean.slice(0, longestNumber))) return several;
	if (clean.length > longestNumber) return 'is not a phone number: it is too long';
	const [, whole, fraction = ''] =
		decimal.exec(clean) ?? (groupedByOnePoint.test(clean) ? [] : (longDecimal.exec(clean) ?? []));
	if (whole !== undefined) {
		return /^0+$/.test(fraction) ? parse(whole) : 'is not a phone number: it has a decimal point';
	}
	const number = parsePhoneNumberFromString(clean, { defaultCountry: 'US', extract: false });
	const problem = number ? problemWith(number) : 'is not a phone number';
	if (!number?.ext && problem && holdsMore(clean)) return several;
	return problem ?? (number as PhoneNumber);
};

/**
 * Reads one US number, written in any usual way, as E.164 (`+12065550100`). Throws an InputError that
 * shows part of the number, if it can't be a US mobile number. The API reaches no others: "The SMS
 * API supports text messages to AT&T Wireless customers only".
 */
export const readPhoneNumber = (entered: string, field = 'To'): string => {
	const clean = cleanNumber(entered);
	const [usual, ...groups] = usualNumber.exec(clean) ?? [];
	if (usual !== undefined) return `+1${groups.join('')}`;
	const number = parse(clean);
	if (typeof number === 'string') throw new InputError(`${showNumber(entered)} ${number}`, field);
	return number.number;
};

/** A list that an expression wrote as text: `["206-555-0100", "206-555-0101"]`. */
const jsonList = (text: string): unknown[] | undefined => {
	if (!text.startsWith('[')) return undefined;
	try {
		const value: unknown = JSON.parse(text);
		return Array.isArray(value) ? value : undefined;
	} catch {
		return undefined;
	}
};

/** A parameter of `tel:` that isn't needed for a number with its country code (RFC 3966, 5.1.5). */
const phoneContext = /;phone-context=[^,;\s]*/gi;

const splitNumbers = (entry: unknown, field: string): string[] => {
	const text = readText(entry, field);
	const list = jsonList(cleanText(text));
	if (list) return list.flat().flatMap((inner) => splitNumbers(inner, field));
	return text
		.replace(phoneContext, '')
		.split(/[,;\r\n\u2028\u2029，；、]/)
		.filter((part) => cleanNumber(part) !== '');
};

/**
 * Reads the recipients of a message: one number, several (separated by comma, semicolon or new line),
 * or a list of these, also as JSON. Each comes once, in the order entered. Throws an InputError if one
 * isn't a US number, or there is none.
 */
export const readRecipients = (value: unknown, field = 'To'): string[] => {
	const entries: unknown[] = Array.isArray(value) ? value.flat() : [value];
	const entered = entries.flatMap((entry) => splitNumbers(entry, field));
	if (entered.length === 0) throw new EmptyFieldError(field);
	return [...new Set(entered.map((number) => readPhoneNumber(number, field)))];
};
