import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.mts';
import { root } from './paths.mts';
import { CommandFailed, run, runShown } from './run.mts';

/** Runs a development tool; if it fails, throws a Failure with all that it printed. */
export const tool = async (packageName: string, args: string[], bin?: string): Promise<void> => {
	try {
		await run(process.execPath, [binOf(packageName, bin), ...args], { cwd: root });
	} catch (error) {
		if (!(error instanceof CommandFailed)) throw error;
		throw new Failure(error.output.trim());
	}
};

/** Runs Jest, its output shown as it comes. Throws a Failure if a test fails. */
export const jest = async (args: string[], env: NodeJS.ProcessEnv = process.env): Promise<void> => {
	const code = await runShown(process.execPath, [binOf('jest'), ...args], { cwd: root, env });
	if (code !== 0) throw new Failure('Tests failed: see above.');
};

/** The script behind a package's command, to be run by this very Node.js. */
export const binOf = (packageName: string, bin = packageName): string => {
	const folder = join(root, 'node_modules', packageName);
	const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
		bin: string | Record<string, string>;
	};
	const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin];
	if (file === undefined) throw new Error(`${packageName} has no command ${bin}`);
	return join(folder, file);
};
