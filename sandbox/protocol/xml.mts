import { XMLParser } from 'fast-xml-parser';

import type { Layout } from './json.mts';

/** What XML 1.0 can't hold as it is. CR would be read as LF (XML 1.0, 2.11). */
const unsafe = /[&<>\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const writeText = (value: unknown, escaped: boolean): string => {
	const text = value === null ? '' : String(value);
	if (!escaped) return text;
	return text.replace(
		unsafe,
		(character) => entities[character] ?? `&#${character.charCodeAt(0)};`,
	);
};

/** An element; a list is one element for each entry. Written by hand, so that it shares no code with a parser. */
export const writeXml = (name: string, value: unknown, layout: Layout, indent = ''): string => {
	if (Array.isArray(value)) {
		const separator = layout.pretty ? `\n${indent}` : '';
		return value.map((element) => writeXml(name, element, layout, indent)).join(separator);
	}
	if (typeof value !== 'object' || value === null) {
		return `<${name}>${writeText(value, layout.escaped)}</${name}>`;
	}
	const inner = layout.pretty ? `${indent}  ` : '';
	const children = Object.entries(value)
		.map(([key, child]) => writeXml(key, child, layout, inner))
		.filter((child) => child !== '');
	if (!layout.pretty || children.length === 0) return `<${name}>${children.join('')}</${name}>`;
	return `<${name}>\n${inner}${children.join(`\n${inner}`)}\n${indent}</${name}>`;
};

const parser = new XMLParser({
	parseTagValue: false,
	trimValues: false,
	ignoreDeclaration: true,
	ignoreAttributes: true,
	removeNSPrefix: true,
});

/** An XML document as an object with its root. Throws on bad XML, and on a DOCTYPE. */
export const parseXml = (text: string): Record<string, unknown> => {
	if (/<!DOCTYPE/i.test(text)) throw new SyntaxError('A DOCTYPE is not accepted.');
	return parser.parse(text, true) as Record<string, unknown>;
};
