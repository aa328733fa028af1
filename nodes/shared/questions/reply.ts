/** A text that came in from someone who was asked. */
export interface Reply {
	/** E.164. */
	from: string;
	text: string;
	/** Whether it is START, or another word that opts in: it doesn't answer a question for free text. */
	isOptIn: boolean;
}
