import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Intake } from '../receive';
import { saveTriggerState } from '../triggerState';
import { isMultipartBody } from './multipartBody';
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
 *
 * For a multipart form 2.41.1 reads the field once more, before it stores the run: a stream would need
 * the form's files. So there the first reading says nothing. Versions that read it only once commit
 * when they answer, and save with the next callback.
 */
export const startRun = (
	context: IWebhookFunctions,
	{ items, commit, rollback, answered }: Intake,
): IWebhookResponseData => {
	let committed = false;
	let mayBeEarly = isMultipartBody(context.getRequestObject().body);
	const commitOnce = () => {
		if (committed) return;
		committed = true;
		commit();
	};
	onResponse(context, (isAccepted) => {
		try {
			if (isAccepted) commitOnce();
			else rollback();
		} finally {
			answered?.(isAccepted);
		}
	});
	return {
		workflowData: [items],
		get webhookResponse() {
			if (!mayBeEarly) {
				commitOnce();
				saveTriggerState(context);
			}
			mayBeEarly = false;
			return '';
		},
	};
};
