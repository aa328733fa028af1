import { once } from 'node:events';
import { spawnGroup, stopGroup } from './processes.mts';

export interface RunOptions {
	cwd?: string;
	env?: NodeJS.ProcessEnv;
}

/** A program that ended with another code than 0, and all that it printed. */
export class CommandFailed extends Error {
	override name = 'CommandFailed';

	constructor(
		command: string,
		readonly code: number | null,
		readonly output: string,
	) {
		super(`${command} failed (${code ?? 'killed'}):\n${output.slice(-4000)}`);
	}
}

/** Runs a program to its end and returns its standard output. Throws CommandFailed. */
export const run = async (
	command: string,
	args: string[],
	{ cwd, env = process.env }: RunOptions = {},
): Promise<string> => {
	const child = spawnGroup(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let stdout = '';
	let all = '';
	child.stdout?.setEncoding('utf8').on('data', (text: string) => {
		stdout += text;
		all += text;
	});
	child.stderr?.setEncoding('utf8').on('data', (text: string) => (all += text));
	const [code] = (await once(child, 'close')) as [number | null];
	await stopGroup(child);
	if (code !== 0) throw new CommandFailed([command, ...args].join(' '), code, all);
	return stdout;
};

/** Runs a program that writes to this process's own output; resolves to its exit code. */
export const runShown = async (
	command: string,
	args: string[],
	{ cwd, env = process.env }: RunOptions = {},
): Promise<number> => {
	const child = spawnGroup(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
	const [code] = (await once(child, 'close')) as [number | null];
	await stopGroup(child);
	return code ?? 1;
};
