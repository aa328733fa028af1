import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installOnce, isComplete } from '../../../../scripts/lib/installOnce.mts';

let parent: string;
beforeEach(async () => (parent = await mkdtemp(join(tmpdir(), 'install-once-'))));
afterEach(async () => await rm(parent, { recursive: true, force: true }));

test('Two runs that need the same folder make it once', async () => {
	const folder = join(parent, 'tool');
	let made = 0;
	const make = async (partial: string) => {
		made++;
		await writeFile(join(partial, 'file'), 'content');
	};
	expect(await Promise.all([installOnce(folder, make), installOnce(folder, make)])).toEqual([
		folder,
		folder,
	]);
	expect(made).toBe(1);
	expect(await readFile(join(folder, 'file'), 'utf8')).toBe('content');
});

test('An installation that fails leaves nothing behind, and the next one starts from nothing', async () => {
	const folder = join(parent, 'tool');
	const broken = installOnce(folder, async (partial) => {
		await writeFile(join(partial, 'half'), '');
		throw new Error('The disk is full');
	});
	await expect(broken).rejects.toThrow('The disk is full');
	expect(isComplete(folder)).toBe(false);
	await installOnce(folder, async () => undefined);
	expect(isComplete(folder)).toBe(true);
	expect(existsSync(join(folder, 'half'))).toBe(false);
});
