/** A promise, and how it ends. */
export const gate = () => {
	let open = () => {};
	let fail: (error: Error) => void = () => {};
	const passed = new Promise<void>((resolve, reject) => {
		open = resolve;
		fail = reject;
	});
	return { passed, open, fail };
};
