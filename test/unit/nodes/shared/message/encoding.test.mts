import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';

import { measure } from '../../../../../nodes/shared/message/encoding.ts';

/** The default alphabet of 3GPP TS 23.038, section 6.2.1, and its extension table, 6.2.1.1. */
const gsm7 =
	'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
	'¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';

const family = '👨‍👩‍👧‍👦';
const combined = 'e\u0301';

describe('The size of a message', () => {
	test.each<[string, string, string, number, number]>([
		['an empty text', '', 'GSM-7', 1, 0],
		['the whole default alphabet', gsm7, 'GSM-7', 1, 127],
		['the whole extension table', extension, 'GSM-7', 1, 20],
		['160 characters of GSM-7', 'a'.repeat(160), 'GSM-7', 1, 160],
		['161 characters of GSM-7', 'a'.repeat(161), 'GSM-7', 2, 161],
		['306 characters of GSM-7', 'a'.repeat(306), 'GSM-7', 2, 306],
		['307 characters of GSM-7', 'a'.repeat(307), 'GSM-7', 3, 307],
		['80 characters of the extension table', '€'.repeat(80), 'GSM-7', 1, 160],
		['81 characters of the extension table', '€'.repeat(81), 'GSM-7', 2, 162],
		[
			'an escape that doesn’t fit after 152 characters',
			`${'a'.repeat(152)}€${'a'.repeat(152)}`,
			'GSM-7',
			3,
			306,
		],
		['80 line ends of two characters', '\r\n'.repeat(80), 'GSM-7', 1, 160],
		['81 line ends of two characters', '\r\n'.repeat(81), 'GSM-7', 2, 162],
		['140 characters of Latin-1', 'â'.repeat(140), 'Latin-1', 1, 140],
		['141 characters of Latin-1', 'â'.repeat(141), 'Latin-1', 2, 141],
		['268 characters of Latin-1', 'â'.repeat(268), 'Latin-1', 2, 268],
		['269 characters of Latin-1', 'â'.repeat(269), 'Latin-1', 3, 269],
		['one letter of Latin-1 among many of GSM-7', `ç${'a'.repeat(140)}`, 'Latin-1', 2, 141],
		['70 characters of UCS-2', 'Ж'.repeat(70), 'UCS-2', 1, 140],
		['71 characters of UCS-2', 'Ж'.repeat(71), 'UCS-2', 2, 142],
		['134 characters of UCS-2', 'Ж'.repeat(134), 'UCS-2', 2, 268],
		['135 characters of UCS-2', 'Ж'.repeat(135), 'UCS-2', 3, 270],
		['a euro sign among UCS-2, of two bytes there', `Ж${'€'.repeat(69)}`, 'UCS-2', 1, 140],
		['the typographic quote', 'it’s', 'UCS-2', 1, 8],
		['an emoji', '😀', 'UCS-2', 1, 4],
		['35 emoji', '😀'.repeat(35), 'UCS-2', 1, 140],
		['36 emoji', '😀'.repeat(36), 'UCS-2', 2, 144],
		[
			'66 emoji, of which a segment takes 33, as none is divided,',
			'😀'.repeat(66),
			'UCS-2',
			2,
			264,
		],
		['67 emoji', '😀'.repeat(67), 'UCS-2', 3, 268],
		['an emoji of several', family, 'UCS-2', 1, 22],
		['a letter with a combining mark', combined, 'UCS-2', 1, 4],
		['35 letters with a combining mark', combined.repeat(35), 'UCS-2', 1, 140],
		['36 letters with a combining mark', combined.repeat(36), 'UCS-2', 2, 144],
		['a letter with more marks than a segment holds', `e${'\u0301'.repeat(200)}`, 'UCS-2', 3, 402],
		['half a surrogate pair', '\ud800', 'UCS-2', 1, 2],
	])(
		'The encoding, segments and bytes of %s are measured',
		(_, text, encoding, segments, bytes) => {
			expect(measure(text)).toEqual({ encoding, segments, bytes });
		},
	);

	const units = { 'GSM-7': 7, 'Latin-1': 8, 'UCS-2': 8 };
	const pieces = [...gsm7, ...extension, 'â', 'ç', 'Ж', '😀', family, combined, '’', '\u00a0'];
	const anyText = fc
		.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 3 })), {
			maxLength: 400,
		})
		.map((parts) => parts.join(''));

	test('A text of plain ASCII is measured as the library does it', () => {
		const character = fc.integer({ min: 0, max: 127 }).map((code) => String.fromCharCode(code));
		const text = fc.array(fc.oneof(character, fc.constantFrom(...'aZ0 \n@$_')), { maxLength: 500 });
		fc.assert(
			fc.property(text, (characters) => {
				const message = new SegmentedMessage(characters.join(''));
				const { encoding, segments } = measure(characters.join(''));
				if (message.encodingName !== 'GSM-7') expect(encoding).not.toBe('GSM-7');
				else
					expect({ encoding, segments }).toEqual({
						encoding: 'GSM-7',
						segments: message.segmentsCount,
					});
			}),
		);
	});

	test('Each character of plain ASCII takes one septet, and so many of them fill a segment', () => {
		for (let code = 0; code < 128; code++) {
			const character = String.fromCharCode(code);
			for (const count of [1, 80, 81, 160, 161, 306, 307, 459, 460]) {
				const text = character.repeat(count);
				const message = new SegmentedMessage(text);
				if (message.encodingName !== 'GSM-7') continue;
				expect([character, measure(text).segments]).toEqual([character, message.segmentsCount]);
			}
		}
	});

	test('The smallest character set that carries the text is used', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const fits = (set: (c: string) => boolean) => [...text].every(set);
				const { encoding } = measure(text);
				if (fits((c) => (gsm7 + extension).includes(c))) expect(encoding).toBe('GSM-7');
				else if (fits((c) => c <= '\u00ff')) expect(encoding).toBe('Latin-1');
				else expect(encoding).toBe('UCS-2');
			}),
		);
	});

	test('A text takes no fewer segments than its octets need, and wastes at most a character in each', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const { encoding, segments, bytes } = measure(text);
				const octets = Math.ceil((bytes * units[encoding]) / 8);
				if (octets <= 140) {
					expect(segments).toBe(1);
				} else {
					expect(segments).toBeGreaterThanOrEqual(Math.ceil(octets / 134));
					const longest = Math.max(
						...[...new Intl.Segmenter().segment(text)].map(({ segment }) => segment.length),
					);
					const used = 134 - 2 * Math.min(longest, 33) - 1;
					expect(segments).toBeLessThanOrEqual(Math.ceil(octets / used));
				}
			}),
		);
	});
});
