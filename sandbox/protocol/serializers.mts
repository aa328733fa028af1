import type { Settings } from '../types.mts';

/**
 * A body before it is written: in GSMA OneAPI's names (`deliveryInfoList`, `resourceURL`), from
 * which AT&T's (`DeliveryInfoList`, `ResourceUrl`) follow.
 */
export interface Body {
	root: string;
	value: Record<string, unknown>;
	/** In JSON the value stands without its root, as in AT&T's v2 answer to a send. */
	bare?: boolean;
	/** Names are written in AT&T's case where AT&T documents it so, `fixed` ones never change (OAuth). */
	names: 'att' | 'oneApi' | 'fixed';
}

export type Form = 'json' | 'xml';

const attNames = new Map<string, string>();

const attName = (name: string): string => {
	let written = attNames.get(name);
	if (written === undefined) {
		written = name.replace('SMS', 'Sms').replace('URL', 'Url');
		written = written.charAt(0).toUpperCase() + written.slice(1);
		attNames.set(name, written);
	}
	return written;
};

const rewrite = (value: unknown, name: (name: string) => string, unwrap: boolean): unknown => {
	if (Array.isArray(value)) {
		const list = value.map((element) => rewrite(element, name, unwrap));
		return unwrap && list.length === 1 ? list[0] : list;
	}
	if (typeof value !== 'object' || value === null) return value;
	const written: Record<string, unknown> = {};
	for (const [key, inner] of Object.entries(value)) {
		if (inner !== undefined) written[name(key)] = rewrite(inner, name, unwrap);
	}
	return written;
};

/** What XML 1.0 can't hold as it is. CR would be read as LF (XML 1.0, 2.11). */
const unsafeInXml = /[&<>\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const xmlText = (value: unknown): string =>
	String(value).replace(
		unsafeInXml,
		(character) => entities[character] ?? `&#${character.charCodeAt(0)};`,
	);

// Written out by hand, so that it shares no code with the parser that will read it.
const xmlElement = (name: string, value: unknown): string => {
	if (Array.isArray(value)) return value.map((element) => xmlElement(name, element)).join('');
	const inner =
		typeof value === 'object' && value !== null
			? Object.entries(value)
					.map(([key, child]) => xmlElement(key, child))
					.join('')
			: xmlText(value);
	return `<${name}>${inner}</${name}>`;
};

const same = (name: string) => name;

/** Writes a body in the form given, in the letter case that the settings ask for. */
export const writeBody = (body: Body, form: Form, settings: Settings): string => {
	const att = (body.names === 'att') === (settings.nameCase === 'documented');
	const name = body.names !== 'fixed' && att ? attName : same;
	const unwrap = form === 'json' && settings.singleAsObject && body.names !== 'fixed';
	const value = rewrite(body.value, name, unwrap);
	if (form === 'json') return JSON.stringify(body.bare ? value : { [name(body.root)]: value });
	const declaration = settings.xmlDeclaration ? '<?xml version="1.0" encoding="UTF-8"?>' : '';
	return declaration + xmlElement(name(body.root), value);
};

export const contentTypes: Record<Form, string> = {
	json: 'application/json',
	xml: 'application/xml',
};
