import { XMLParser, XMLValidator } from 'fast-xml-parser';

const parser = new XMLParser({
	ignoreAttributes: true,
	ignoreDeclaration: true,
	ignorePiTags: true,
	removeNSPrefix: true,
	// Text stays text: "007" and "1e5" are messages, and so are their blanks.
	parseTagValue: false,
	trimValues: false,
	// Needed for character references (&#233;); the document itself can declare no entity, see below.
	htmlEntities: true,
	maxNestedTags: 32,
});

// Two references to the halves of a surrogate pair are no XML, but some gateways write emoji so.
const joinSurrogates = (xml: string): string =>
	xml.replace(/&#(x[0-9a-f]+|\d+);/gi, (reference, digits: string) => {
		const unit = Number(digits.replace(/^x/i, '0x'));
		return unit >= 0xd800 && unit <= 0xdfff ? String.fromCharCode(unit) : reference;
	});

// What stands in CDATA is text, so it is written as such before anything looks for markup.
const withoutCdata = (xml: string): string =>
	xml.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, text: string) =>
		text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
	);

/**
 * Reads an XML document into plain objects: elements by name, repeated ones as a list, text as it
 * stands. Attributes and namespaces are dropped. Throws where it is not well-formed, declares a
 * document type (entities are declared there, and no answer of AT&T's has one), nests deeper than
 * 32, or bears a name that JavaScript reserves.
 */
export const parseXml = (xml: string): unknown => {
	const plain = withoutCdata(xml);
	if (/<!DOCTYPE/i.test(plain)) throw new Error('it declares a document type');
	const wellFormed = XMLValidator.validate(plain);
	if (wellFormed !== true) {
		// Its message would repeat what stands there: texts and numbers are for no log.
		const { code, line, col } = wellFormed.err;
		throw new Error(`${code} in line ${line}, column ${col}`);
	}
	return parser.parse(joinSurrogates(plain));
};
