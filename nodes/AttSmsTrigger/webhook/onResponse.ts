import type { IWebhookFunctions } from 'n8n-workflow';

/**
 * Calls back once n8n has answered a callback, even if the caller has gone. `isAccepted`: n8n
 * accepted it (2xx); otherwise AT&T repeats it.
 */
export const onResponse = (
	context: IWebhookFunctions,
	answered: (isAccepted: boolean) => void,
): void => {
	const response = context.getResponseObject();
	const end = response.end.bind(response);
	response.end = ((...args: Parameters<typeof end>) => {
		try {
			return end(...args);
		} finally {
			answered(response.statusCode >= 200 && response.statusCode < 300);
		}
	}) as typeof response.end;
};
