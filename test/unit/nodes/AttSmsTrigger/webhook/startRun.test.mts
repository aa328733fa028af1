// When a message counts as taken in, by what n8n does with the response of the webhook, and when.
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { triggerState } from '../../../../../nodes/AttSmsTrigger/triggerState.ts';
import { acknowledge, startRun } from '../../../../../nodes/AttSmsTrigger/webhook/startRun.ts';

let triggers = 0;

/** A trigger that keeps how many messages n8n has taken in. */
const openTrigger = () => {
	const id = `trigger-${++triggers}`;
	const part = {
		name: 'count',
		create: () => ({ count: 0 }),
		load() {},
		save: ({ count }: { count: number }) => String(count),
	};
	/** A call, with the static data that it has got from n8n. */
	const open = (body: unknown) => {
		const staticData: IDataObject = {};
		const response = { statusCode: 200, end() {} };
		const context = {
			getWorkflow: () => ({ id }),
			getNode: () => ({ id }),
			getWorkflowStaticData: () => staticData,
			getRequestObject: () => ({ body }),
			getResponseObject: () => response,
		} as unknown as IWebhookFunctions;
		return { context, staticData, response };
	};
	/** A call that starts a run with one message. */
	const call = (body: unknown = {}) => {
		const { context, staticData, response } = open(body);
		const events: string[] = [];
		const { value, changed } = triggerState(context, part);
		const result = startRun(context, {
			items: [{ json: {} }],
			commit() {
				value.count++;
				changed();
				events.push('committed');
			},
			rollback: () => void events.push('rolled back'),
		});
		return {
			events,
			staticData,
			/** n8n reads the field. */
			read: () => expect(result.webhookResponse).toBe(''),
			answer(status: number) {
				response.statusCode = status;
				response.end();
			},
		};
	};
	/** A call that starts nothing: what n8n saves with it. */
	const callForNothing = () => {
		const { context, staticData } = open({});
		acknowledge(context);
		return staticData;
	};
	return { call, callForNothing };
};

const form = { data: { Message: 'Hello' }, files: {} };

test('A message is committed, and the state written, when n8n reads the response', () => {
	const { events, staticData, read, answer } = openTrigger().call();
	read();
	expect(events).toEqual(['committed']);
	expect(staticData).toEqual({ count: '1' });
	answer(200);
	expect(events).toEqual(['committed']);
});

test('A multipart form, whose response n8n reads before it stores the run, is committed at the second reading', () => {
	const { events, staticData, read, answer } = openTrigger().call(form);
	read();
	expect(events).toEqual([]);
	expect(staticData).toEqual({});
	read();
	expect(events).toEqual(['committed']);
	expect(staticData).toEqual({ count: '1' });
	answer(200);
	expect(events).toEqual(['committed']);
});

test('A multipart form whose run n8n fails to store is rolled back, and never committed', () => {
	const { events, read, answer } = openTrigger().call(form);
	read();
	answer(500);
	expect(events).toEqual(['rolled back']);
});

test('A multipart form whose response n8n reads but once is committed at its end, and saved with the next call', () => {
	const { call, callForNothing } = openTrigger();
	const { events, read, answer } = call(form);
	read();
	answer(200);
	expect(events).toEqual(['committed']);
	expect(callForNothing()).toEqual({ count: '1' });
});
