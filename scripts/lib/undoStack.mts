/** What has to be undone at the end, last thing first. */
export interface UndoStack {
	defer(undo: () => unknown): void;
	/**
	 * Undoes everything that was deferred. One that fails doesn't keep the others from being undone;
	 * the first error is thrown at the end.
	 */
	unwind(): Promise<void>;
}

export const createUndoStack = (): UndoStack => {
	const deferred: Array<() => unknown> = [];
	return {
		defer(undo) {
			deferred.push(undo);
		},
		async unwind() {
			const errors: unknown[] = [];
			for (let undo = deferred.pop(); undo; undo = deferred.pop()) {
				try {
					await undo();
				} catch (error) {
					errors.push(error);
				}
			}
			if (errors.length > 0) throw errors[0];
		},
	};
};
