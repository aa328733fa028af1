import { execa, type Options, type ResultPromise } from 'execa';
import { setTimeout as sleep } from 'node:timers/promises';

const groups = new Set<number>();

/** A program that leads a process group of its own. */
export type ProcessGroup = ResultPromise<Options>;

/**
 * Starts a program as the leader of a process group, so that it can be ended together with
 * whatever it starts (execa ends the program alone). Never rejects. Groups that still run when
 * this process exits are killed.
 */
export const spawnGroup = (command: string, args: string[], options: Options): ProcessGroup => {
	if (groups.size === 0) process.once('exit', killGroups);
	const child = execa(command, args, {
		extendEnv: options.env === undefined,
		stdin: 'ignore',
		buffer: false,
		...options,
		reject: false,
		detached: true,
		cleanup: false,
	});
	if (child.pid !== undefined) groups.add(child.pid);
	return child;
};

/** Sends SIGTERM to a group and, after `graceMs`, SIGKILL. Resolves once none of it runs. */
export const stopGroup = async (child: ProcessGroup, graceMs = 10_000): Promise<void> => {
	const { pid } = child;
	if (pid === undefined) return;
	signalGroup(pid, 'SIGTERM');
	const deadline = Date.now() + graceMs;
	while (signalGroup(pid, 0) && Date.now() < deadline) await sleep(50);
	signalGroup(pid, 'SIGKILL');
	await child;
	groups.delete(pid);
};

/** Sends SIGKILL to a group. Resolves once its leader is gone. */
export const killGroup = async (child: ProcessGroup): Promise<void> => {
	if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
	await stopGroup(child, 0);
};

/** Kills every group that was started and not stopped. */
export const killGroups = (): void => {
	for (const pid of groups) signalGroup(pid, 'SIGKILL');
	groups.clear();
};

/** Signals a whole group (0 only asks); false if none of it runs. */
const signalGroup = (pid: number, signal: NodeJS.Signals | 0): boolean => {
	try {
		return process.kill(-pid, signal);
	} catch {
		return false;
	}
};
