/** n8n shows a node’s schema before it has run: it must have the fields of the output, in their order. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { jsonOf, listen, mobile, offline, online, sending, setUp } from './support.mts';

const fieldsIn = (folder: string): string[] => {
	const path = join(import.meta.dirname, '../../nodes', folder, 'schema.json');
	const { properties } = JSON.parse(readFileSync(path, 'utf8')) as { properties: object };
	return Object.keys(properties);
};

test('Send’s schema has the fields of its output in their order', async () => {
	const { n8n } = await setUp();
	const [output = {}] = jsonOf(await n8n.execute({ parameters: sending() }));
	expect(fieldsIn('AttSms/operations/send')).toEqual(Object.keys(output));
	expect(output.recipients).toEqual([mobile(0)]);
});

test('Get Delivery Status’s schema has the fields of its output in their order', async () => {
	const { n8n } = await setUp();
	const [sent = {}] = jsonOf(await n8n.execute({ parameters: sending() }));
	const parameters: INodeParameters = {
		operation: 'getStatus',
		messageId: String(sent.messageId),
	};
	const [output = {}] = jsonOf(await n8n.execute({ parameters }));
	expect(fieldsIn('AttSms/operations/getStatus')).toEqual(Object.keys(output));
});

test('Get Inbox’s schema has the fields of its output in their order', async () => {
	const { sandbox, n8n } = await setUp();
	sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
	const parameters: INodeParameters = { operation: 'getInbox', shortCode: offline };
	const [output = {}] = jsonOf(await n8n.execute({ parameters }));
	expect(fieldsIn('AttSms/operations/getInbox')).toEqual(Object.keys(output));
});

test('The trigger’s schema has the fields that a message has in both modes, in their order', async () => {
	const { sandbox, n8n } = await setUp();
	sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
	const [polled = {}] = jsonOf(await n8n.poll({ parameters: { shortCode: offline } }));
	const listener = await listen(n8n);
	sandbox.setListener(online, { message: listener.url });
	sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
	await sandbox.until(({ mo }) => mo.some(({ state }) => state === 'acknowledged'));
	const called = jsonOf(listener.executions[0])[0] ?? {};

	const fields = fieldsIn('AttSmsTrigger');
	expect(fields).toEqual(Object.keys(polled).filter((field) => field in called));
	expect(fields).toEqual(Object.keys(called).filter((field) => field in polled));
});
