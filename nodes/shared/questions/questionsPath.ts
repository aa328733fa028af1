/** The receive modes of the trigger; a short code has one of them at AT&T, or moves between them. */
const receiveModes = ['polling', 'webhook'] as const;

export const questionsPrefix = 'att-sms-questions';

/** The paths at which triggers for a short code take questions, below n8n's webhook base. */
export const questionsPaths = (shortCode: string): string[] =>
	receiveModes.map((mode) => `${questionsPrefix}/${shortCode}/${mode}`);
