import { InputError } from '../../../../../nodes/shared/errors/inputError.ts';
import { checkedMessage } from '../../../../../nodes/shared/message/checkMessage.ts';

describe('The length of a message', () => {
	test.each([
		['a text', 'Hello', 'GSM-7', 5],
		['a text among blanks', ' Hello\n', 'GSM-7', 7],
		['4096 characters of GSM-7', 'a'.repeat(4096), 'GSM-7', 4096],
		['2048 characters of the extension table', '€'.repeat(2048), 'GSM-7', 4096],
		['4096 characters of Latin-1', 'â'.repeat(4096), 'Latin-1', 4096],
		['2048 characters of UCS-2', 'Ж'.repeat(2048), 'UCS-2', 4096],
		['1024 emoji', '😀'.repeat(1024), 'UCS-2', 4096],
	])('A message of %s is accepted', (_, text, encoding, bytes) => {
		expect(checkedMessage(text)).toMatchObject({ encoding, bytes });
	});

	test.each([
		['4097 characters of GSM-7', 'a'.repeat(4097), '4097'],
		['2049 characters of the extension table', '€'.repeat(2049), '4098'],
		['4097 characters of Latin-1', 'â'.repeat(4097), '4097'],
		['2049 characters of UCS-2', 'Ж'.repeat(2049), '4098'],
		['1025 emoji', '😀'.repeat(1025), '4100'],
		// It isn’t measured, which would take long.
		['ten million characters', 'a'.repeat(10_000_000), '10000000'],
	])('A message of %s is too long', (_, text, length) => {
		expect(() => checkedMessage(text)).toThrow(InputError);
		expect(() => checkedMessage(text)).toThrow(/too long: AT&T takes 4096 bytes/);
		expect(() => checkedMessage(text)).toThrow(length);
	});

	test.each([
		['no characters', ''],
		['blanks', ' \t\n'],
		['blanks that don’t break', '\u00a0\u2003'],
	])('A message of %s is an error, as it is empty', (_, text) => {
		expect(() => checkedMessage(text)).toThrow(InputError);
		expect(() => checkedMessage(text)).toThrow('the field is empty');
	});
});
