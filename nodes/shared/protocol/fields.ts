/** A response that was read, but is not what was asked for. */
export class InvalidResponseError extends Error {
	override name = 'InvalidResponseError';
}

/** Lists are objects, too. */
export const isObject = (value: unknown): value is object =>
	typeof value === 'object' && value !== null;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	isObject(value) && !Array.isArray(value);

/**
 * The value under a name, whatever its letter case: AT&T's pages and code kits disagree on
 * `ResourceUrl` and `resourceURL`, `DeliveryInfoList` and `deliveryInfoList`. Undefined where
 * there is none.
 */
export const field = (parent: unknown, name: string): unknown => {
	if (!isRecord(parent)) return undefined;
	if (Object.hasOwn(parent, name)) return parent[name];
	const wanted = name.toLowerCase();
	const key = Object.keys(parent).find((candidate) => candidate.toLowerCase() === wanted);
	return key === undefined ? undefined : parent[key];
};

/** In XML an empty list is an element without content, or with the blanks of its indentation. */
const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** An element without content: `null`, an empty object or element. */
export const isNothing = (value: unknown): boolean =>
	value === null ||
	isBlank(value) ||
	(typeof value === 'object' && Object.keys(value as object).length === 0);

/** As `field`, but throws an InvalidResponseError where there is no object or list under the name. */
export const required = (parent: unknown, name: string): unknown => {
	const value = field(parent, name);
	if (isBlank(value) || isObject(value)) return value;
	throw new InvalidResponseError(`there is no ${name} in it`);
};

/** The elements under a name: a single one counts as a list of one, an empty or missing one as none. */
export const list = (parent: unknown, name: string): unknown[] => {
	const value = field(parent, name);
	if (value === undefined || value === null || isBlank(value)) return [];
	return Array.isArray(value) ? value : [value];
};

/** Text exactly as it came; empty if there is none. Numbers and booleans of JSON become text. */
export const text = (parent: unknown, name: string): string => {
	const value = field(parent, name);
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

/** An id, a URL, a count: text in which surrounding blanks mean nothing. */
export const token = (parent: unknown, name: string): string => text(parent, name).trim();
