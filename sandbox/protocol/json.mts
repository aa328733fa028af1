export interface Layout {
	/** Indented, with blanks around the colons, as in AT&T's live callbacks. */
	pretty: boolean;
	/** False writes texts into the body as they are, as faulty gateways do. */
	escaped: boolean;
}

/** Without escaping, quotes stay escaped: else no reader could find the end of the text. */
const writeString = (text: string, escaped: boolean) =>
	escaped ? JSON.stringify(text) : `"${text.replaceAll('"', '\\"')}"`;

const write = (value: unknown, layout: Layout, indent: string): string => {
	if (typeof value === 'string') return writeString(value, layout.escaped);
	if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
	const inner = layout.pretty ? `${indent}  ` : '';
	const colon = layout.pretty ? ' : ' : ':';
	const parts = Array.isArray(value)
		? value.map((element) => write(element, layout, inner))
		: Object.entries(value).map(
				([name, each]) => `${JSON.stringify(name)}${colon}${write(each, layout, inner)}`,
			);
	const [open, close] = Array.isArray(value) ? '[]' : '{}';
	if (parts.length === 0) return `${open}${close}`;
	return layout.pretty
		? `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`
		: `${open}${parts.join(',')}${close}`;
};

/** JSON in the layout given. */
export const writeJson = (value: unknown, layout: Layout): string =>
	layout.escaped && !layout.pretty ? JSON.stringify(value) : write(value, layout, '');
