import { InputError } from '../errors/inputError';
import { measure, type MessageSize } from './encoding';

/** "Any SMS message that is longer than 4096 1-byte characters is rejected." (AT&T's page) */
const maxBytes = 4096;

/** Measures a message that can be sent. Throws an InputError where it is empty or too long. */
export const checkedMessage = (text: string): MessageSize => {
	if (text.trim() === '') throw new InputError('There is no text: “Message” is empty');
	// Each character takes a byte at least; to measure a huge text would take minutes.
	if (text.length > maxBytes) {
		throw new InputError(
			`The message is too long: AT&T takes ${maxBytes} bytes, and it has ${text.length} characters`,
		);
	}
	const size = measure(text);
	if (size.bytes > maxBytes) {
		throw new InputError(
			`The message is too long: AT&T takes ${maxBytes} bytes, and in ${size.encoding} it has ${size.bytes}`,
		);
	}
	return size;
};
