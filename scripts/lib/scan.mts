import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '@n8n/scan-community-package/scanner/scanner.mjs';
import { Failure } from './failure.mts';
import { pack } from './pack.mts';
import { root } from './paths.mts';
import { run } from './run.mts';

/**
 * Scans the package with n8n's own scanner the way n8n does before it verifies one: what npm would
 * publish, and the sources. Throws a Failure with the findings. dist must have been built.
 */
export async function scanPackage(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-att-sms-scan-'));
	try {
		const { tarball } = await pack(folder);
		const unpacked = join(folder, 'package');
		await mkdir(unpacked);
		await run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
		await assertClean('packed package', unpacked);
		await assertClean('sources', root, SOURCE_FILE_PATTERNS);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function assertClean(what: string, folder: string, patterns?: string[]): Promise<void> {
	const { passed, message, details } = await analyzePackage(folder, patterns);
	// The scanner also passes, with a message, a folder in which it found nothing to scan.
	if (passed && message === undefined) return;
	throw new Failure(`n8n's scan of the ${what}: ${message ?? 'not passed'}\n${details ?? ''}`);
}
