import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './n8n/npm.mts';
import { root } from './paths.mts';
import { run } from './run.mts';
import { temporaryFolder } from './temporary.mts';

/** A package as `npm publish` would send it. */
export interface PackedPackage {
	tarball: string;
	manifest: { name: string; version: string };
	/** Subresource-integrity digest of the tarball, as registries state it. */
	integrity: string;
	/** SHA-1 of the tarball, in hexadecimal. */
	shasum: string;
	files: Array<{ path: string; size: number }>;
	unpackedSize: number;
}

type Report = Omit<PackedPackage, 'tarball' | 'manifest'> & { filename: string };

/** Builds dist from the sources. Throws CommandFailed. */
export const build = async (): Promise<void> => {
	await run(process.execPath, [join(root, 'node_modules/gulp/bin/gulp.js'), 'build'], {
		cwd: root,
	});
};

/** Packs the package that lies in `source` into a tarball in `destination`. */
export const pack = async (destination: string, source = root): Promise<PackedPackage> => {
	const flags = ['--json', '--ignore-scripts', '--pack-destination', destination];
	const reports = JSON.parse(await npm(['pack', ...flags], { cwd: source })) as
		Report[] | Record<string, Report>;
	const [report] = Object.values(reports);
	if (!report) throw new Error('npm pack reported nothing');
	const { filename, integrity, shasum, files, unpackedSize } = report;
	return {
		tarball: join(destination, filename),
		manifest: JSON.parse(await readFile(join(source, 'package.json'), 'utf8')),
		integrity,
		shasum,
		files,
		unpackedSize,
	};
};

/** Builds the package and packs it into a temporary folder. */
export const packBuilt = async (): Promise<PackedPackage> => {
	await build();
	return await pack(await temporaryFolder('pack'));
};
