/** Input that can't be used; its message is for the person who typed it. */
export class InputError extends Error {
	override name = 'InputError';
}
