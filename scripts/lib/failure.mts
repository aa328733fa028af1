/** A failure that its one sentence tells: shown to the user without a stack trace. */
export class Failure extends Error {
	override name = 'Failure';
}
