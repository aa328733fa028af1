import type { IPollFunctions } from 'n8n-workflow';
import { readInbox } from '../../shared/client/drainInbox';
import type { GatewayError } from '../../shared/errors/gatewayError';
import { triggerKey } from '../triggerState';
import { finishHandOver, handOver } from './handOver';
import { isPassing, pollError } from './pollError';
import { openInbox, pollShortCode, readOptions } from './pollSettings';
import { isSuperseded, withdraw } from './registration';
import { noteDrained } from './sentSince';
import { runPoll } from './stopPoll';
import { toItems } from './toItems';

/** Reads page by page and hands each over while it reads the next. Gives the failure that ended it. */
const readAndHandOver = async (
	context: IPollFunctions,
	signal: AbortSignal,
): Promise<GatewayError | undefined> => {
	const shortCode = pollShortCode(context);
	// The reader of cron expressions is a tenth of the time to load the package: only polls need it.
	const { checkSchedule } = await import('./schedule');
	checkSchedule(context.getNodeParameter('pollTimes', {}));
	const startedAt = Date.now();
	const { client, appSecret, retryOptions, until, deadline } = await openInbox(context, signal);
	if (!(await finishHandOver(context, deadline))) {
		context.logger.error("n8n can't start runs: no more messages are read until it does");
		return undefined;
	}
	const onError = (error: unknown) => context.__emitError(pollError(context.getNode(), error));
	let isDrained = true;
	const failure = await readInbox(client, shortCode, retryOptions, until, async (messages) => {
		const items = await toItems(context, messages, { appSecret, onError });
		isDrained = (await handOver(context, items, deadline)) && !signal.aborted;
		return isDrained;
	});
	isDrained = (await finishHandOver(context, deadline)) && isDrained;
	if (failure?.kind === 'cancelled') return undefined;
	if (!failure && isDrained && readOptions(context).senderRateLimit !== undefined) {
		noteDrained(context, startedAt);
	}
	return failure;
};

/**
 * Reads the inbox to its end, or for as long as n8n waits, and hands each page over by n8n's own emit:
 * what a poll returns, n8n throws away if the workflow was published again meanwhile or the poll took
 * too long, and loses if it is stopped.
 *
 * A wrong credential or short code is thrown: n8n rejects the activation, and its durable scheduler
 * backs off. A passing failure goes to the error workflow only: thrown, it would make n8n reject the
 * activation, or that scheduler back off for up to the 30 minutes after which AT&T deletes.
 */
export const poll = async (context: IPollFunctions): Promise<null> => {
	if (isSuperseded(context)) return null;
	await runPoll(triggerKey(context), async (signal) => {
		try {
			const failure = await readAndHandOver(context, signal);
			if (failure) throw failure;
		} catch (error) {
			const shown = pollError(context.getNode(), error);
			if (!isPassing(error)) {
				withdraw(context);
				throw shown;
			}
			context.__emitError(shown);
		}
	});
	return null;
};
