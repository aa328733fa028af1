import { SegmentedMessage } from 'sms-segments-calculator';

/** The character sets that AT&T's page names: "GSM 7-bit, Latin1, and UCS2". */
export type CharacterSet = 'GSM-7' | 'Latin-1' | 'UCS-2';

export interface TextSize {
	encoding: CharacterSet;
	/** Short messages that carry the text. */
	segments: number;
	/** Characters of the encoding: septets, octets or 16-bit units. */
	used: number;
	/** How many of them these segments hold. */
	room: number;
}

/** What one short message holds, and each of several, whose header takes 6 octets (3GPP TS 23.040). */
const rooms: Record<CharacterSet, { single: number; ofSeveral: number }> = {
	'GSM-7': { single: 160, ofSeveral: 153 },
	'Latin-1': { single: 140, ofSeveral: 134 },
	'UCS-2': { single: 70, ofSeveral: 67 },
};

/** GSM 7-bit's default alphabet and its extension table (3GPP TS 23.038, 6.2.1). */
const gsm =
	/^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà\f^{}\\[~\]|€]*$/;
const extended = /[\f^{}\\[~\]|€]/g;
const latin1 = /^[\u0000-\u00ff]*$/;

const measure = (text: string): Pick<TextSize, 'encoding' | 'used'> => {
	// The extension table's characters take two septets.
	if (gsm.test(text)) {
		return { encoding: 'GSM-7', used: text.length + (text.match(extended)?.length ?? 0) };
	}
	return { encoding: latin1.test(text) ? 'Latin-1' : 'UCS-2', used: text.length };
};

/** "Any SMS message that is longer than 4096 1-byte characters is rejected." (AT&T's page) */
export const maxMessageBytes = 4096;

/** A text's length in one-byte characters, in the smallest character set that can carry it. */
export const messageBytes = (text: string): number => {
	const { encoding, used } = measure(text);
	return encoding === 'UCS-2' ? used * 2 : used;
};

/** In which of AT&T's character sets a text goes over the air, and in how many segments. */
export const measureText = (text: string): TextSize => {
	const { encoding, used } = measure(text);
	const { single, ofSeveral } = rooms[encoding];
	const counted = Math.ceil(used / ofSeveral);
	// The calculator has no Latin-1. Elsewhere it sees pairs that no segment may divide.
	const segments =
		used <= single
			? 1
			: encoding === 'Latin-1'
				? counted
				: Math.max(counted, new SegmentedMessage(text).segmentsCount);
	return { encoding, segments, used, room: segments > 1 ? segments * ofSeveral : single };
};
