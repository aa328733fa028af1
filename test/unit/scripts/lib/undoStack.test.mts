import { createUndoStack } from '../../../../scripts/lib/undoStack.mts';

test('An undo stack undoes the last thing first, and each thing once', async () => {
	const { defer, unwind } = createUndoStack();
	const undone: number[] = [];
	for (const n of [1, 2, 3]) defer(() => undone.push(n));
	await unwind();
	await unwind();
	expect(undone).toEqual([3, 2, 1]);
});

test('An undo that fails doesn’t keep the others from being undone, and its error is thrown at the end', async () => {
	const { defer, unwind } = createUndoStack();
	let closed = false;
	defer(() => (closed = true));
	defer(() => {
		throw new Error('The port is gone');
	});
	await expect(unwind()).rejects.toThrow('The port is gone');
	expect(closed).toBe(true);
});
