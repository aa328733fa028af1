import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
/** The example of a file to be added. */
const toBeAdded = 'nodes/shared/protocol/codecs/attV4.ts';
const paths = [...text.matchAll(/`((?:nodes|sandbox|scripts|test)\/[\w./]+)`/g)].map(
	([, path = '']) => path,
);

test.each([...new Set(paths)].filter((path) => path !== toBeAdded))(
	'CONTRIBUTING names %s, and the file exists',
	(path) => {
		expect(existsSync(join(root, path))).toBe(true);
	},
);

test('CONTRIBUTING says where twelve things are', () => {
	const table = text.slice(text.indexOf('| Where …'), text.indexOf('## How to add a dialect'));
	expect(table.match(/\.ts` +\|/g)).toHaveLength(12);
});

test('CONTRIBUTING names each folder of the nodes', () => {
	const drawing = text.slice(text.indexOf('nodes/AttSms/ '), text.indexOf('scripts/  '));
	const folders = ['AttSms', 'AttSmsTrigger', 'shared'].flatMap((room) =>
		readdirSync(join(root, 'nodes', room), { withFileTypes: true }).filter((entry) =>
			entry.isDirectory(),
		),
	);
	expect(folders.map(({ name }) => name).filter((name) => !drawing.includes(name))).toEqual([]);
});
