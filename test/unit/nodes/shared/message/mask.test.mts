import fc from 'fast-check';

import { maskDigits, maskNumbers } from '../../../../../nodes/shared/message/mask.ts';

describe('Masked numbers', () => {
	test.each([
		['+12065550100', '+•••••••0100'],
		['tel:+12065550100', 'tel:+•••••••0100'],
		['2065550100', '••••••0100'],
		['(206) 555-0100', '(•••) •••-0100'],
		['206.555.0100,206.555.0101', '•••.•••.0100,•••.•••.0101'],
		['2065550100 2065550101', '••••••0100 ••••••0101'],
		['+44 20 7946 0958', '+•• •• •••• 0958'],
		['"12065550100"', '"•••••••0100"'],
		['tel%3A%2B12065550100', 'tel%3A%2B•••••••0100'],
		['tel%3a12065550100', 'tel%3a•••••••0100'],
		['tel%253A%252B12065550100', 'tel%253A%252B•••••••0100'],
		['Invalid value tel:+12065550100 for address.', 'Invalid value tel:+•••••••0100 for address.'],
	])('The number in %j is masked', (text, expected) => {
		expect(maskNumbers(text)).toBe(expected);
	});

	test.each([
		'POL0001: too many requests',
		'SMSa9b1927803784049',
		'The short code 22627000 is offline',
		'https://api.att.com/rest/sms/2/messaging/inbox?RegistrationID=22627000',
		'HTTP 503, try again in 120 seconds',
		'at most 4096 bytes, and 50 addresses',
		'',
	])('The text %j stays as it is', (text) => {
		expect(maskNumbers(text)).toBe(text);
	});

	test('No number stays whole, however it is written and wherever it stands', () => {
		const written = fc
			.tuple(
				fc.constantFrom('', 'tel:', '"', 'to ', '=', '<Variables>', '\n', '['),
				fc.constantFrom('', '1', '+1', '+1 ', '1-'),
				fc.stringMatching(/^[2-9]\d{2}([-. ]?)[2-9]\d{2}([-. ]?)\d{4}$/),
				fc.constantFrom('', '.', ' x', '"', ',', '</Variables>', '\n', ']'),
				fc.constantFrom(0, 1, 2),
			)
			.map(([before, prefix, number, after, encoded]) => {
				let text = before + prefix + number + after;
				for (let i = 0; i < encoded; i++) text = encodeURIComponent(text);
				return { text, digits: number.replace(/\D/g, '') };
			});
		fc.assert(
			fc.property(written, ({ text, digits }) => {
				const shown = maskNumbers(text);
				expect(shown.replace(/%(25)*(20|••)|[\s().-]/g, '')).not.toContain(digits.slice(0, 7));
				expect(shown).toContain('•');
			}),
			{ numRuns: 500 },
		);
	});
});

describe('Masked digits', () => {
	test.each([
		['206-555-0100', '•••-•••-0100'],
		['call 206-555-0100 now', 'call •••-•••-0100 now'],
		['1234', '1234'],
		['', ''],
	])('Only the last four digits of %j are shown', (text, expected) => {
		expect(maskDigits(text)).toBe(expected);
	});
});
