import { SegmentedMessage } from './segments';

/** The character sets that AT&T's page names: GSM 7-bit, Latin1 and UCS2. */
export type Encoding = 'GSM-7' | 'Latin-1' | 'UCS-2';

export interface MessageSize {
	encoding: Encoding;
	/** How many short messages carry the text; a charge is made for each. */
	segments: number;
	/** Length in AT&T's "1-byte characters". */
	bytes: number;
}

/** Octets of one short message, and of each of several, whose header takes six (3GPP TS 23.040). */
const octets = { single: 140, ofSeveral: 134 };

const octetSegments = (bytes: number): number =>
	bytes <= octets.single ? 1 : Math.ceil(bytes / octets.ofSeveral);

const isLatin1 = (text: string): boolean => [...text].every((character) => character <= '\u00ff');

/** Characters of ASCII that take one septet each, wherever they are; most texts have no others. */
const plainText = /^[\n A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@_]*$/;

/** Characters of one septet in one short message, and in each of several. */
const septets = { single: 160, ofSeveral: 153 };

/** The library divides a text into graphemes and looks up each of them, for most of Send's own time. */
const measurePlain = ({ length }: string): MessageSize => ({
	encoding: 'GSM-7',
	segments: length <= septets.single ? 1 : Math.ceil(length / septets.ofSeveral),
	bytes: length,
});

/** Measures a text in the smallest of the character sets that can carry it. */
export const measure = (text: string): MessageSize => {
	if (plainText.test(text)) return measurePlain(text);
	const message = new SegmentedMessage(text);
	if (message.encodingName === 'GSM-7') {
		const bytes = message.encodedChars.reduce(
			(sum, { codeUnits }) => sum + (codeUnits?.length ?? 1),
			0,
		);
		return { encoding: 'GSM-7', segments: message.segmentsCount, bytes };
	}
	if (isLatin1(text)) {
		return { encoding: 'Latin-1', segments: octetSegments(text.length), bytes: text.length };
	}
	const bytes = text.length * 2;
	// The library never divides a grapheme, not even one too long for a segment.
	const segments = Math.max(message.segmentsCount, octetSegments(bytes));
	return { encoding: 'UCS-2', segments, bytes };
};
