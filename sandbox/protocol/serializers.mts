import type { Settings } from '../settings/index.mts';
import { writeJson } from './json.mts';
import { writeXml } from './xml.mts';

/**
 * A body before it is written: in GSMA OneAPI's names (`deliveryInfoList`, `resourceURL`), from
 * which AT&T's (`DeliveryInfoList`, `ResourceUrl`) follow.
 */
export interface Body {
	root: string;
	value: Record<string, unknown>;
	/** In JSON the value stands without its root, as in AT&T's v2 response to a send. */
	bare?: boolean;
	/** Whose letter case names have. `fixed` ones never change (OAuth). */
	names: 'att' | 'oneApi' | 'fixed';
}

export type Form = 'json' | 'xml';

export const contentTypes: Record<Form, string> = {
	json: 'application/json',
	xml: 'application/xml',
};

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

interface Rewriting {
	nameOf(name: string): string;
	/** One element in place of a list of one. */
	unwrap: boolean;
	missing: string[];
	nulls: string[];
}

const rewrite = (value: unknown, rules: Rewriting): unknown => {
	if (Array.isArray(value)) {
		const list = value.map((element) => rewrite(element, rules));
		return rules.unwrap && list.length === 1 ? list[0] : list;
	}
	if (typeof value !== 'object' || value === null) return value;
	const written: Record<string, unknown> = {};
	for (const [key, inner] of Object.entries(value)) {
		if (inner === undefined || rules.missing.includes(key)) continue;
		written[rules.nameOf(key)] = rules.nulls.includes(key) ? null : rewrite(inner, rules);
	}
	return written;
};

const same = (name: string) => name;

/** Writes a body in the form given, as the settings for forms want it. */
export const writeBody = (body: Body, form: Form, settings: Settings): string => {
	const isAtt = (body.names === 'att') === (settings.nameCase === 'documented');
	const nameOf = isAtt && body.names !== 'fixed' ? attName : same;
	const value = rewrite(body.value, {
		nameOf,
		unwrap: form === 'json' && settings.singleAsObject,
		missing: settings.missingFields,
		nulls: settings.nullFields,
	});
	const layout = { pretty: settings.prettyPrint, escaped: settings.escaping === 'correct' };
	if (form === 'json') return writeJson(body.bare ? value : { [nameOf(body.root)]: value }, layout);
	const declaration = settings.xmlDeclaration ? '<?xml version="1.0" encoding="UTF-8"?>' : '';
	return declaration + writeXml(nameOf(body.root), value, layout);
};
