import { SegmentedMessage } from 'sms-segments-calculator';

/** The character sets that AT&T's page names: "GSM 7-bit, Latin1, and UCS2". */
export type CharacterSet = 'GSM-7' | 'Latin-1' | 'UCS-2';

export interface TextSize {
	encoding: CharacterSet;
	/** Short messages that carry the text. */
	segments: number;
	/** Characters of the encoding: septets, octets or 16-bit units. */
	used: number;
	/** As many of them as these segments hold. */
	room: number;
}

/** What one short message holds, and each of several, whose header takes 6 octets (3GPP TS 23.040). */
const rooms: Record<CharacterSet, { alone: number; ofSeveral: number }> = {
	'GSM-7': { alone: 160, ofSeveral: 153 },
	'Latin-1': { alone: 140, ofSeveral: 134 },
	'UCS-2': { alone: 70, ofSeveral: 67 },
};

const latin1 = /^[\u0000-\u00ff]*$/;

/** Tells in which of AT&T's character sets a text goes over the air, and in how many segments. */
export const measureText = (text: string): TextSize => {
	const message = new SegmentedMessage(text);
	const encoding: CharacterSet =
		message.encodingName === 'GSM-7' ? 'GSM-7' : latin1.test(text) ? 'Latin-1' : 'UCS-2';
	const used =
		encoding === 'GSM-7'
			? // The extension table's characters take two septets (3GPP TS 23.038, 6.2.1.1).
				message.encodedChars.reduce((sum, { codeUnits }) => sum + (codeUnits?.length ?? 1), 0)
			: text.length;
	const { alone, ofSeveral } = rooms[encoding];
	// The calculator knows no Latin-1. Where it counts, it sees pairs that no segment may part.
	const segments =
		encoding !== 'Latin-1'
			? message.segmentsCount
			: used <= alone
				? 1
				: Math.ceil(used / ofSeveral);
	return { encoding, segments, used, room: segments > 1 ? segments * ofSeveral : alone };
};
