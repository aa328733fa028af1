import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Intake } from '../receive';
import { saveTriggerState } from '../triggerState';
import { onResponse } from './onResponse';

/** A 2xx, so that AT&T does not repeat the callback; nothing starts. n8n saves static data. */
export const acknowledge = (context: IWebhookFunctions): IWebhookResponseData => {
	saveTriggerState(context);
	return { webhookResponse: '' };
};

/**
 * Starts a run with the items. n8n answers the caller once it has stored the run.
 *
 * n8n loses changes to static data that a call makes before its run starts, as it builds a second
 * Workflow on the same object. It reads `webhookResponse` right after it has stored the run and right
 * before it saves static data (seen in 2.41.1 and 2.8.4; with `responseData` empty in the node's
 * description). 1.123.81 reads it, saves and answers before it stores the run. So the state is
 * written while n8n reads this field.
 */
export const startRun = (
	context: IWebhookFunctions,
	{ items, commit, rollback, answered }: Intake,
): IWebhookResponseData => {
	let committed = false;
	const commitOnce = () => {
		if (committed) return;
		committed = true;
		commit();
		saveTriggerState(context);
	};
	onResponse(context, (takenIn) => {
		try {
			if (takenIn) commitOnce();
			else rollback();
		} finally {
			answered?.(takenIn);
		}
	});
	return {
		workflowData: [items],
		get webhookResponse() {
			commitOnce();
			return '';
		},
	};
};
