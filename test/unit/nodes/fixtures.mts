import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../fixtures');

/** A file under test/fixtures, as text. */
export const fixture = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** A JSON file under test/fixtures, parsed. */
export const jsonFixture = (file: string): unknown => JSON.parse(fixture(file));
