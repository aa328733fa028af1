import type { Options } from 'execa';
import { spawnGroup, stopGroup } from './processes.mts';

export type RunOptions = Pick<Options, 'cwd' | 'env'>;

/** A program that ended with another code than 0, or couldn't be started. */
export class CommandFailed extends Error {
	override name = 'CommandFailed';

	constructor(
		message: string,
		/** Node.js's code where it couldn't be started: `ENOENT`, … */
		readonly code: string | undefined,
		/** All that it printed. */
		readonly output: string,
	) {
		super(message);
	}
}

/** Runs a program to its end and returns its standard output. Throws CommandFailed. */
export const run = async (
	command: string,
	args: string[],
	options: RunOptions = {},
): Promise<string> => {
	const child = spawnGroup(command, args, { ...options, all: true, buffer: true });
	const { failed, code, shortMessage, stdout, all } = await child;
	await stopGroup(child);
	if (!failed) return String(stdout);
	const output = String(all ?? '');
	throw new CommandFailed(`${shortMessage}\n${output.slice(-4000)}`, code, output);
};

/** Runs a program that writes to this process's own output; resolves to its exit code. */
export const runShown = async (
	command: string,
	args: string[],
	options: RunOptions = {},
): Promise<number> => {
	const child = spawnGroup(command, args, { ...options, stdout: 'inherit', stderr: 'inherit' });
	const { exitCode = 1 } = await child;
	await stopGroup(child);
	return exitCode;
};
