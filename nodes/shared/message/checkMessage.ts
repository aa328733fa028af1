import { EmptyFieldError, InputError } from '../errors/inputError';
import { measure, type MessageSize } from './encoding';

/** "Any SMS message that is longer than 4096 1-byte characters is rejected." (AT&T's page) */
const maxBytes = 4096;

/** Measures a message. Throws an InputError if it is empty or too long. */
export const checkedMessage = (text: string, field = 'Message'): MessageSize => {
	if (text.trim() === '') throw new EmptyFieldError(field);
	// A character takes a byte at least. To measure a huge text would take minutes.
	if (text.length > maxBytes) {
		throw new InputError(
			`the message is too long: AT&T takes ${maxBytes} bytes, and it has ${text.length} characters`,
			field,
		);
	}
	const size = measure(text);
	if (size.bytes > maxBytes) {
		throw new InputError(
			`the message is too long: AT&T takes ${maxBytes} bytes, and in ${size.encoding} it has ${size.bytes}`,
			field,
		);
	}
	return size;
};
