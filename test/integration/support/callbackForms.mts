/** A callback in each of the forms in which gateways post it. */
import type { IDataObject } from 'n8n-workflow';
import type { WebhookCall } from '../../support/n8nContexts.mts';

export const callbackForms = ['json', 'xml', 'form', 'multipart'] as const;
export type CallbackForm = (typeof callbackForms)[number];

export const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const escaped = (value: string) =>
	value.replace(/[&<>\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const element = (name: string, value: unknown): string => {
	if (Array.isArray(value)) return value.map((entry) => element(name, entry)).join('');
	const inner = isObject(value)
		? Object.entries(value)
				.map(([key, child]) => element(key, child))
				.join('')
		: escaped(String(value ?? ''));
	return `<${name}>${inner}</${name}>`;
};

/** XML has one root: of AT&T’s bare message it is `InboundSmsMessage`. */
export const toXml = (json: object): string => {
	const [[name = '', value] = []] = Object.entries(json);
	return Object.keys(json).length === 1 && typeof value === 'object'
		? element(name, value)
		: element('InboundSmsMessage', json);
};

/** Flat fields under their own names, what is below them in brackets; without what is null. */
export const toFields = (value: unknown, name = ''): Array<[string, string]> => {
	if (value === null || value === undefined) return [];
	if (typeof value !== 'object') return [[name, String(value)]];
	return Object.entries(value).flatMap(([key, inner]) =>
		toFields(inner, name === '' ? key : `${name}[${key}]`),
	);
};

/** RFC 7578. `partType` is the Content-Type of each part, as some libraries write it. */
export const toMultipart = (
	fields: Array<[string, string]>,
	boundary: string,
	partType?: string,
): string => {
	const parts = fields.map(
		([name, value]) =>
			`--${boundary}\r\nContent-Disposition: form-data; name="${name.replaceAll('"', '%22')}"\r\n${
				partType ? `Content-Type: ${partType}\r\n` : ''
			}\r\n${value}\r\n`,
	);
	return `${parts.join('')}--${boundary}--\r\n`;
};

const boundary = 'boundary-of-parts';

const writers: Record<CallbackForm, (json: IDataObject) => [type: string, body: string]> = {
	json: (json) => ['application/json', JSON.stringify(json)],
	xml: (json) => ['application/xml', toXml(json)],
	form: (json) => [
		'application/x-www-form-urlencoded',
		new URLSearchParams(toFields(json)).toString(),
	],
	multipart: (json) => [
		`multipart/form-data; boundary=${boundary}`,
		toMultipart(toFields(json), boundary),
	],
};

export const inForm = (form: CallbackForm, json: IDataObject): WebhookCall => {
	const [type, body] = writers[form](json);
	return { headers: { 'content-type': type }, body };
};

/** The same callback without a Content-Type. */
export const untyped = ({ body }: WebhookCall): WebhookCall => ({ headers: {}, body });
