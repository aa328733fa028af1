import fc from 'fast-check';
import { fasterThanLinear, hostileTexts } from '../../../../support/growth.mts';
import { measure } from '../../../../../nodes/shared/message/encoding.ts';
import { checkedMessage } from '../../../../../nodes/shared/message/checkMessage.ts';
import { plainIfTypographic } from '../../../../../nodes/shared/message/smartEncoding.ts';

/** Every character of 3GPP TS 23.038's default alphabet and its extension table. */
const gsm7 =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ' +
	'ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\f^{}\\[~]|€';
const isGsm7 = (text: string) => [...text].every((character) => gsm7.includes(character));

describe('Messages that become plain', () => {
	test.each([
		['“Hi”', '"Hi"'],
		['‘Hi’', "'Hi'"],
		['It’s here', "It's here"],
		['„Hallo“', '"Hallo"'],
		['«Salut»', '"Salut"'],
		['9–5', '9-5'],
		['Wait — no', 'Wait - no'],
		['non‑breaking', 'non-breaking'],
		['Wait…', 'Wait...'],
		['10\u00a0am', '10 am'],
		['10\u202fam', '10 am'],
		['a\u2003b', 'a b'],
		['a\u3000b', 'a b'],
		['in\u200bvisible', 'invisible'],
		['hy\u00adphen', 'hyphen'],
		['\u200eleft', 'left'],
		['555‒0100', '555-0100'],
		['\ufeffHi', 'Hi'],
		['“Grüße” für 5 € – {ja}', '"Grüße" für 5 € - {ja}'],
		['it´s', "it's"],
		['it`s', "it's"],
		['5′ 10″', '5\' 10"'],
		['itʼs', "it's"],
		['a\tb', 'a b'],
		['a\u2028b\u2029c', 'a\nb\nc'],
		['1\ufe0f', '1'],
		['Two\nlines – here', 'Two\nlines - here'],
	])('The message %j becomes %j', (written, plain) => {
		expect(plainIfTypographic(written)).toBe(plain);
		expect(measure(plain).encoding).toBe('GSM-7');
		expect(measure(written).encoding).not.toBe('GSM-7');
	});

	test('A message that became plain needs fewer segments', () => {
		const written = `${'It’s your turn. '.repeat(9)}“Ok”?`;
		expect(measure(written)).toMatchObject({ encoding: 'UCS-2', segments: 3 });
		expect(measure(plainIfTypographic(written))).toMatchObject({ encoding: 'GSM-7', segments: 1 });
	});
});

describe('Messages that stay as they are', () => {
	test.each([
		['an emoji with a variation selector', '“I ❤\ufe0f you”'],
		['a text too long to be sent', '“Hi” '.repeat(10_000)],
		['characters that GSM-7 carries', 'Hello "you" - see {this} for 5 €'],
		['an emoji', 'Hi 👋'],
		['an emoji next to quotes', '“Hi” 👋'],
		['an emoji of several', 'The family – 👨‍👩‍👧'],
		['a flag', '“Hi” 🇺🇸'],
		['a letter that GSM-7 lacks', 'Ça va'],
		['a letter next to quotes', '“São Paulo” – yes'],
		['Cyrillic', '«Привет»'],
		['Chinese, with its punctuation', '你好。'],
		['Arabic', '“مرحبا”'],
		['a combining mark that no letter of GSM-7 takes', '“x\u0301”'],
		['a currency sign', '“5 ₹”'],
		['a symbol', '“Acme™”'],
		['no characters', ''],
	])('A message of %s stays as it is', (_, message) => {
		expect(plainIfTypographic(message)).toBe(message);
	});
});

describe('Any message', () => {
	const quotes = fc.constantFrom(...'“”‘’„‚«»‹›–—―…\u00a0\u2009\u202f\u200b');
	const text = (...units: Array<fc.Arbitrary<string>>) =>
		fc.string({ unit: fc.oneof(...units), maxLength: 200 });

	test('A message stays as it was, or is in GSM-7 alone', () => {
		fc.assert(
			fc.property(
				text(quotes, fc.constantFrom(...gsm7), fc.string({ unit: 'grapheme', maxLength: 1 })),
				(message) => {
					const plain = plainIfTypographic(message);
					if (plain !== message) expect(isGsm7(plain)).toBe(true);
					expect(measure(plain).segments).toBeLessThanOrEqual(measure(message).segments);
				},
			),
			{ numRuns: 1000 },
		);
	});

	test('The letters, digits and other symbols of a message never change', () => {
		const kept = (message: string) =>
			message.normalize('NFC').replace(/[\p{P}\p{Z}\p{Cf}<>]/gu, '');
		fc.assert(
			fc.property(text(quotes, fc.constantFrom(...gsm7)), (message) => {
				expect(kept(plainIfTypographic(message))).toBe(kept(message));
			}),
			{ numRuns: 1000 },
		);
	});

	test('Quotes, dashes and blanks alone never keep a message out of GSM-7', () => {
		fc.assert(
			fc.property(text(quotes, fc.constantFrom(...gsm7)), (message) => {
				expect(measure(plainIfTypographic(message)).encoding).toBe('GSM-7');
			}),
			{ numRuns: 1000 },
		);
	});
});

test('The time of smart encoding and of the check of the length is linear in the text', () => {
	const texts = hostileTexts({ repeated: ['“', '´', '\ufe0f', 'Ж'] });
	const read = (text: string) => checkedMessage(plainIfTypographic(text));
	expect(fasterThanLinear(read, texts)).toEqual([]);
});
