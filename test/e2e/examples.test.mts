import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { callbackUrl } from '../../scripts/lib/n8n/callback-url.mts';
import type { WorkflowJson } from '../../scripts/lib/n8n/client.mts';
import { mobile, onlineCode, setUp, type Setup } from './support/setup.mts';

let setup: Setup;
beforeAll(async () => (setup = await setUp()));
afterAll(async () => await setup.close());

/** An example's text, with what its README says is to be set. */
const example = (name: string, settings: Record<string, string> = {}): WorkflowJson => {
	let text = readFileSync(`examples/${name}/workflow.json`, 'utf8');
	for (const [from, to] of Object.entries(settings)) text = text.replaceAll(from, to);
	return JSON.parse(text) as WorkflowJson;
};

describe('texts to a chat channel', () => {
	let channel: Server;
	const posted: unknown[] = [];
	beforeAll(async () => {
		channel = createServer(async (request, response) => {
			posted.push(await json(request));
			response.end('ok');
		}).listen(0, '127.0.0.1');
		await once(channel, 'listening');
	});
	afterAll(() => {
		channel.closeAllConnections();
		channel.close();
	});

	it('posts a text to the channel’s webhook', async () => {
		const { client, sandbox } = setup;
		const { port } = channel.address() as AddressInfo;
		const workflow = await setup.createWorkflow(
			example('sms-to-chat', {
				'https://hooks.example.com/services/your-channel': `http://127.0.0.1:${port}/channel`,
			}),
		);
		await client.activate(workflow.id);
		sandbox.setListener(onlineCode, {
			message: await callbackUrl(client, workflow, 'Text Received'),
		});
		sandbox.text({ from: mobile, to: onlineCode, message: 'Are “you” open?' });
		const [execution] = await client.executionsEnded(workflow.id);
		expect(execution?.error).toBeUndefined();
		expect(posted).toEqual([{ text: `${mobile}: Are “you” open?` }]);
	});
});
