import { Failure } from './failure.mts';
import { killGroups } from './processes.mts';
import { createUndoStack, type UndoStack } from './undoStack.mts';

export interface Run {
	/** Runs at the end, however the script ends; the last deferred first. */
	defer: UndoStack['defer'];
	/** Resolves when the user asks for the end: Ctrl-C, or a polite signal. */
	interrupted: Promise<void>;
}

/**
 * Runs a script to its end and exits the process: 0 when `body` resolves, 1 when it throws, 130
 * when the user interrupted it before. A Failure is shown as its sentence, any other error whole.
 */
export const main = async (body: (run: Run) => Promise<void>): Promise<never> => {
	const { defer, unwind } = createUndoStack();
	const interrupted = new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve());
		// npm passes a signal on to the shell between, which may keep it to itself.
		const parent = process.ppid;
		const orphaned = () => process.ppid !== parent && resolve();
		if (process.env.npm_lifecycle_event) setInterval(orphaned, 500).unref();
	});
	let code = 0;
	try {
		const run: Run = { defer, interrupted };
		const cutShort = interrupted.then(() => 130);
		// A body that waits for the interruption itself ends well: let it be first to resolve.
		const ended = body(run).then(() => 0);
		code = await Promise.race([ended, cutShort.then(async (late) => await settled(ended, late))]);
	} catch (error) {
		code = 1;
		console.error(error instanceof Failure ? `\n${error.message}` : error);
	}
	await unwind().catch((error) => {
		code ||= 1;
		console.error(error);
	});
	killGroups();
	process.exit(code);
};

const settled = async (ended: Promise<number>, otherwise: number): Promise<number> =>
	await Promise.race([
		ended,
		new Promise<number>((resolve) => setImmediate(() => resolve(otherwise))),
	]);
