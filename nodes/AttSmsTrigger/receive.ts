import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { TriggerContext } from '../shared/client/nodeContext';
import type { Inbound } from '../shared/protocol/types';

/** A received message on its way to an item. */
export interface Received {
	message: Inbound;
	/** Fields that a step adds to the item, such as `answered`. */
	fields?: IDataObject;
	/** The JSON that goes out in place of the message. */
	replacement?: IDataObject;
}

export interface StepResult {
	/** What goes on to the next step, in order. What is left out starts nothing. */
	received: Received[];
	/** Called once n8n has accepted the run, or at once if nothing is left to start a run with. */
	commit?: () => void;
	/**
	 * Called if n8n could not take the run in: the messages come again. After `commit` too, where an
	 * n8n that reports a run early fails to store it.
	 */
	rollback?: () => void;
	/**
	 * Nothing can be said about these messages yet. A webhook caller gets a 503, and AT&T repeats the
	 * callback. With polling, where AT&T repeats nothing, a step must not ask for this.
	 */
	retryLater?: boolean;
}

/** One step of the pipeline: filters, marks or replaces received messages. */
export type ReceiveStep = (
	context: TriggerContext,
	received: Received[],
	options: IDataObject,
) => StepResult | Promise<StepResult>;

/** The items of received messages, and what to call when it is known whether n8n accepted them. */
export interface Intake {
	items: INodeExecutionData[];
	commit(): void;
	rollback(): void;
	/** Called after `commit` or `rollback`, once the caller of a webhook is answered. */
	answered?(isAccepted: boolean): void;
}

/**
 * The one way from received messages to items, for polling and webhooks alike: runs the messages
 * through the steps in order. Undefined if a step asks to be called again later; the steps before
 * it are rolled back, as they are where a step throws.
 */
export const receive = async (
	context: TriggerContext,
	messages: Inbound[],
	steps: ReceiveStep[],
	toJson: (message: Inbound) => IDataObject,
): Promise<Intake | undefined> => {
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const results: StepResult[] = [];
	const commit = () => results.forEach((result) => result.commit?.());
	const rollback = () => results.forEach((result) => result.rollback?.());
	let received: Received[] = messages.map((message) => ({ message }));
	for (const step of steps) {
		if (received.length === 0) break;
		let result: StepResult | undefined;
		try {
			result = await step(context, received, options);
		} finally {
			if (!result) rollback();
		}
		results.push(result);
		if (result.retryLater) {
			rollback();
			return undefined;
		}
		received = result.received;
	}
	const items = received.map(({ message, fields, replacement }) => ({
		json: replacement ?? { ...toJson(message), ...fields },
	}));
	return { items, commit, rollback };
};
