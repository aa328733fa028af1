import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const groups = new Set<number>();

/**
 * Starts a program as the leader of a process group of its own, so that it can be ended together
 * with whatever it starts. What still runs when this process exits is killed.
 */
export const spawnGroup = (
	command: string,
	args: string[],
	options: SpawnOptions,
): ChildProcess => {
	if (groups.size === 0) process.once('exit', killGroups);
	const child = spawn(command, args, { ...options, detached: true });
	if (child.pid !== undefined) groups.add(child.pid);
	return child;
};

/** Ends a group politely and, after `graceMs`, by force. Resolves once none of it runs. */
export const stopGroup = async (child: ChildProcess, graceMs = 10_000): Promise<void> => {
	const { pid } = child;
	if (pid === undefined) return;
	const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
	signalGroup(pid, 'SIGTERM');
	const deadline = Date.now() + graceMs;
	while (signalGroup(pid, 0) && Date.now() < deadline) await sleep(50);
	signalGroup(pid, 'SIGKILL');
	await exited;
	groups.delete(pid);
};

/** Ends a group by force. Resolves once its leader is gone. */
export const killGroup = async (child: ChildProcess): Promise<void> => {
	if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
	await stopGroup(child, 0);
};

/** Kills, at once, every group that was started and not stopped. */
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
