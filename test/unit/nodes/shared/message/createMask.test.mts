import fc from 'fast-check';
import { createMask } from '../../../../../nodes/shared/message/createMask.ts';
import { maskNumbers } from '../../../../../nodes/shared/message/mask.ts';

const secret = `gH3/jK+6l "Z&1<x'é`;
const mask = createMask({ secrets: [secret, 'tok1'], phoneNumbers: ['+12065550100'] });

test.each([
	['as it is', secret],
	['URL-encoded', encodeURIComponent(secret)],
	['URL-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
	['in a form', new URLSearchParams({ s: secret }).toString()],
	[
		'in lower-case escapes',
		encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
	],
	['in JSON', JSON.stringify({ s: secret })],
	['in XML by numbers', secret.replace(/\W/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`)],
	['in XML by decimal numbers', secret.replace(/\W/g, (c) => `&#${c.charCodeAt(0)};`)],
	[
		'in JSON’s escapes',
		secret.replace(/\W/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
	],
	['in several ways at once', 'gH3%2fjK+6l+&quot;Z&amp;1&#x3C;x&#39;é'],
	['in XML', 'gH3/jK+6l &quot;Z&amp;1&lt;x&apos;é'],
	['after Bearer, however short,', 'Bearer tok1'],
	['within a word', 'xtok1y'],
])('A known secret %s is masked', (_, written) => {
	const shown = mask(`before ${written} after`);
	expect(shown).toMatch(/^before .*•••.* after$/);
	expect(shown).not.toMatch(/gH3|tok1/);
});

test('A secret with any character that PHP’s rawurlencode escapes is masked', () => {
	expect(createMask({ secrets: ['a!b~c'] })('x a%21b~c y')).toBe('x ••• y');
});

test('A token of less than four characters is masked after Bearer only', () => {
	expect(createMask({ secrets: ['abc', ''] })('Bearer abc, abcd')).toBe('•••, abcd');
});

test.each([
	'206&nbsp;555&nbsp;0100',
	'206&#45;555&#45;0100',
	'206&#x2d;555&#x2d;0100',
	'206\\u002d555\\u002d0100',
	'<b>206</b>555<b>0100</b>',
	'206/555/0100',
	'206–555–0100',
	'206   555   0100',
	'x2065550100',
	'2065550100x',
	'206 - 555 - 0100',
	'206*555*0100',
	'+1.206.555.0100',
	'tel%3A%2B12065550100',
	'206%2F555%2F0100',
	'206%E2%80%93555%E2%80%930100',
])('A known number written as %s is masked', (written) => {
	const shown = mask(`to ${written}.`);
	expect(shown).not.toMatch(/206\D*555/);
	expect(shown).toContain('0100');
});

test.each([
	['206/555/0199', '•••/•••/0199'],
	['206–555–0199', '•••–•••–0199'],
	['206   555   0199', '•••   •••   0199'],
	['x2065550199', 'x••••••0199'],
	['12065550199x', '•••••••0199x'],
	['SMSa9b1927803784049', 'SMSa9b1927803784049'],
	['The short code 22627000', 'The short code 22627000'],
])('A number that isn’t known, %s, becomes %s', (written, expected) => {
	expect(mask(written)).toBe(expected);
	expect(maskNumbers(written)).toBe(expected);
});

test('A secret of any characters is masked in a form, in JSON and in a URL', () => {
	fc.assert(
		fc.property(fc.string({ minLength: 8, unit: 'grapheme' }), (value) => {
			fc.pre(!/^[•\s]*$/.test(value) && !'before  after'.includes(value));
			const hide = createMask({ secrets: [value] });
			for (const written of [value, encodeURIComponent(value), JSON.stringify(value)]) {
				expect(hide(`before ${written} after`)).not.toContain(value);
			}
		}),
	);
});

test('Texts without secrets stay as they are', () => {
	expect(mask('SVC0002: Invalid input value for message part Address')).toBe(
		'SVC0002: Invalid input value for message part Address',
	);
});
