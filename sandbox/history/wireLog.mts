import type { Events } from './events.mts';
import type { Settings, WireEntry } from '../types.mts';

/** As much of a body as the log keeps. */
const bodyLimit = 4000;

/** The beginning of a text, as a copy: a slice keeps the whole text in memory. */
export const truncate = (text: string, length: number): string =>
	JSON.parse(JSON.stringify(text.slice(0, length)));

const secretField =
	/(["']?\b(?:client_secret|access_token|refresh_token|token|password)\b["']?\s*[=:]\s*["']?)[^"'&\s,}<]+|(<(access_token|refresh_token|token)>)[^<]*/g;

const secretHeader = /^(authorization|proxy-authorization|cookie|x-.*(secret|token|key).*)$/i;

const hideInBody = (text: string) =>
	text.replace(secretField, (_, field?: string, element?: string) => `${field ?? element}***`);

/** A URL without the values that may be secret: user, password and query. */
export const hideInUrl = (url: string): string =>
	url
		.replace(/^(\w+:\/\/)[^/@?#]*@/, '$1***@')
		.replace(/([?&][^=&#]*=)([^&#]*)/g, (whole, name: string) =>
			/^[?&]registrationid=$/i.test(name) ? whole : `${name}***`,
		);

const hideInHeaders = (headers: Record<string, string>): Record<string, string> =>
	Object.fromEntries(
		Object.entries(headers).map(([name, value]) => {
			if (secretHeader.test(name)) return [name, value.replace(/^(\w+ )?.*$/s, '$1***')];
			return [name, name === 'location' ? hideInUrl(value) : value];
		}),
	);

const hidden = (entry: WireEntry): WireEntry => ({
	...entry,
	url: hideInUrl(entry.url),
	requestHeaders: hideInHeaders(entry.requestHeaders),
	requestBody: hideInBody(entry.requestBody),
	responseHeaders: hideInHeaders(entry.responseHeaders),
	responseBody: hideInBody(entry.responseBody),
});

/** The last exchanges. They are kept as they were and hidden when read, to cost little per request. */
export const createWireLog = (settings: Settings, events: Events) => {
	let entries: WireEntry[] = [];

	return {
		/** Starts an entry; what is learnt later is written into it. Null while the log is off. */
		begin(
			entry: Pick<
				WireEntry,
				'time' | 'direction' | 'operation' | 'method' | 'url' | 'requestHeaders' | 'requestBody'
			>,
		): WireEntry | null {
			if (settings.wireLogSize === 0) return null;
			const whole: WireEntry = {
				...entry,
				requestBody: truncate(entry.requestBody, bodyLimit),
				http: null,
				responseHeaders: {},
				responseBody: '',
				fault: null,
			};
			entries.push(whole);
			// Trimmed now and then, not at each entry.
			if (entries.length > 2 * settings.wireLogSize) entries = entries.slice(-settings.wireLogSize);
			return whole;
		},
		end(
			entry: WireEntry | null,
			response: Partial<Pick<WireEntry, 'http' | 'responseHeaders' | 'responseBody' | 'fault'>>,
		) {
			if (!entry) return;
			Object.assign(entry, response);
			entry.responseBody = truncate(entry.responseBody, bodyLimit);
			if (events.heard()) events.emit({ type: 'wire', data: hidden(entry) });
		},
		read: () =>
			settings.wireLogSize === 0 ? [] : entries.slice(-settings.wireLogSize).map(hidden),
		clear() {
			entries = [];
		},
	};
};

export type WireLog = ReturnType<typeof createWireLog>;
