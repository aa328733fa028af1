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
const surrogatePair = /&#x(d[89ab][0-9a-f]{2});&#x(d[c-f][0-9a-f]{2});/gi;

const joinSurrogates = (xml: string): string =>
	xml.replace(surrogatePair, (_, high: string, low: string) => {
		const joined = String.fromCharCode(parseInt(high, 16), parseInt(low, 16));
		return `&#${joined.codePointAt(0)};`;
	});

/**
 * Reads an XML document into plain objects: elements by name, repeated ones as a list, text as it
 * stands. Attributes and namespaces are dropped. Throws where it is not well-formed, declares a
 * document type (entities are declared there, and no answer of AT&T's has one), nests deeper than
 * 32, or bears a name that JavaScript reserves.
 */
export const parseXml = (xml: string): unknown => {
	if (/<!DOCTYPE/i.test(xml)) throw new Error('it declares a document type');
	const wellFormed = XMLValidator.validate(xml);
	if (wellFormed !== true) throw new Error(wellFormed.err.msg);
	return parser.parse(joinSurrogates(xml));
};
