import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../..');

/** Starts a TypeScript program in a process of its own, and gathers what it says. */
export const startProcess = (program: string, ...options: string[]) => {
	const child = spawn(process.execPath, ['--import', 'tsx', program, ...options], { cwd: root });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
	}
	const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
	/** Resolves with what was found in all that was said; rejects if the process ends before. */
	const says = (words: RegExp) =>
		new Promise<RegExpExecArray>((resolve, reject) => {
			const look = () => {
				const found = words.exec(said);
				if (found) resolve(found);
			};
			child.stdout.on('data', look);
			child.stderr.on('data', look);
			void ended.then(() => reject(new Error(`It ended, having said: ${said}`)));
			look();
		});
	return { child, ended, says, said: () => said };
};
