import { XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({
	// The address of a link may be in its `href`. Nothing else that counts is in an attribute.
	ignoreAttributes: (attribute, path) =>
		!/^(?:[\w.-]{1,64}:)?href$/i.test(attribute) || !/(?:^|[.:])link$/i.test(String(path)),
	attributeNamePrefix: '',
	ignoreDeclaration: true,
	ignorePiTags: true,
	removeNSPrefix: true,
	// Text stays text: "007" and "1e5" are messages, and blanks belong to them.
	parseTagValue: false,
	trimValues: false,
	// Needed for character references (&#233;). The document can't declare entities, see below.
	htmlEntities: true,
	maxNestedTags: 32,
});

// Two references to the halves of a surrogate pair aren't XML, but some gateways write emoji so.
const joinSurrogates = (xml: string): string =>
	xml.replace(/&#(x[0-9a-f]{1,6}|\d{1,7});/gi, (reference, digits: string) => {
		const unit = Number(digits.replace(/^x/i, '0x'));
		return unit >= 0xd800 && unit <= 0xdfff ? String.fromCharCode(unit) : reference;
	});

const cdataStart = '<![CDATA[';
const cdataEnd = ']]>';

/** Writes the content of CDATA sections as escaped text, before anything looks for markup. */
export const withoutCdata = (xml: string): string => {
	const parts: string[] = [];
	let from = 0;
	for (;;) {
		const start = xml.indexOf(cdataStart, from);
		const end = start < 0 ? -1 : xml.indexOf(cdataEnd, start + cdataStart.length);
		if (end < 0) break;
		const text = xml.slice(start + cdataStart.length, end);
		const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
		parts.push(xml.slice(from, start), escaped);
		from = end + cdataEnd.length;
	}
	return parts.join('') + xml.slice(from);
};

/**
 * Parses an XML document into plain objects: elements by name, repeated ones as a list, text as it
 * is. Namespaces are dropped, and attributes except the `href` of a link. Throws if the document isn't
 * well-formed, declares a document type (entities are declared there, and no response of AT&T's has
 * one), nests deeper than 32, or has an element with a name that JavaScript reserves.
 */
export const parseXml = (xml: string): unknown => {
	const plain = withoutCdata(xml);
	if (/<!DOCTYPE/i.test(plain)) throw new Error('it declares a document type');
	const wellFormed = XMLValidator.validate(plain);
	if (wellFormed !== true) {
		// Its message would repeat texts and numbers, which don't belong in a log.
		const { code, line, col } = wellFormed.err;
		throw new Error(`${code} in line ${line}, column ${col}`);
	}
	return parser.parse(joinSurrogates(plain));
};
