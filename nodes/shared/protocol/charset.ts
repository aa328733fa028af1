/** A byte order mark outweighs every label (WHATWG Encoding, "decode"). */
const markedBy = (body: Buffer): string | undefined => {
	const mark = body.toString('hex', 0, 2);
	return mark === 'fffe' ? 'utf-16le' : mark === 'feff' ? 'utf-16be' : undefined;
};

/** The charset in an XML declaration, for a Content-Type that names none (RFC 7303). */
const declaredIn = (body: Buffer): string | undefined =>
	/^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)/.exec(body.toString('latin1', 0, 200))?.[1];

/** No Content-Type is longer. */
const longestContentType = 1000;

const charsetOf = (contentType: string, body: Buffer): string =>
	markedBy(body) ??
	/charset\s{0,9}=\s{0,9}"?([^";\s]+)/i.exec(contentType.slice(0, longestContentType))?.[1] ??
	declaredIn(body) ??
	'utf-8';

/** Throws if the charset is unknown or the bytes aren't of it. The last character may be truncated. */
const decodeStrictly = (body: Buffer, charset: string): string =>
	new TextDecoder(charset, { fatal: true }).decode(body, { stream: true });

/**
 * Decodes a body by the charset of its Content-Type (RFC 9110, section 8.3) or of its XML
 * declaration, else as UTF-8. A body that isn't of that charset is decoded as Latin-1, the other
 * one-byte charset in AT&T's page, in which any bytes are text.
 */
export const decodeBody = (body: Buffer, contentType: string): string => {
	for (const charset of [charsetOf(contentType, body), 'utf-8']) {
		try {
			return decodeStrictly(body, charset);
		} catch {
			continue;
		}
	}
	return new TextDecoder('latin1').decode(body);
};
