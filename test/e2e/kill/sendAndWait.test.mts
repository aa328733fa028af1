// n8n ends while executions wait for a reply, and the replies come while n8n is down.
// `npm run test:kill` plays it.
import { callbackUrl } from '../../../scripts/lib/n8n/callbackUrl.mts';
import { itemsOf, waitFor } from '../../../scripts/lib/n8n/client.mts';
import { ends, type KillableN8n, openKillable } from '../support/killable.mts';
import { tellCounts } from '../support/killTable.mts';
import { attSms, attSmsTrigger, mobile, offlineCode, onlineCode } from '../support/setup.mts';

describe('In regular mode, the main process', () => {
	let n8n: KillableN8n;
	beforeAll(async () => {
		n8n = await openKillable('regular', { callbackRetryMs: [500, 1000, 2000] });
	});
	afterAll(async () => await n8n?.close());

	const receive = async (receiveMode: 'webhook' | 'polling', parameters: object) =>
		await n8n.publish(`Receive by ${receiveMode}`, {
			name: 'Text Received',
			type: attSmsTrigger,
			webhookId: `e2e-kill-${receiveMode}`,
			parameters: { receiveMode, ...parameters },
			credentials: n8n.credentials,
		});

	const ask = async (name: string, shortCode: string): Promise<string> => {
		const { client, credentials } = n8n;
		const { id, workflow } = await n8n.start(
			name,
			{
				name: 'Ask',
				type: attSms,
				webhookId: name.toLowerCase().replaceAll(' ', '-'),
				parameters: {
					resource: 'sms',
					operation: 'sendAndWait',
					to: mobile,
					shortCode,
					message: 'Approve?',
				},
				credentials,
			},
			{ name: 'Done', type: 'n8n-nodes-base.noOp', parameters: {} },
		);
		await waitFor(`execution ${id} to wait`, 60_000, async () =>
			(await client.getExecution(id)).status === 'waiting' ? true : undefined,
		);
		await client.deactivate(workflow.id);
		return id;
	};

	test.each(ends)(
		'Ended by $signal while executions wait, n8n gives them the replies once it is started again, in both receive modes',
		async ({ end, signal }) => {
			const { client, sandbox } = n8n;
			sandbox.reset();
			const listening = await receive('webhook', { events: ['message'], shortCode: onlineCode });
			const polling = await receive('polling', {
				shortCode: offlineCode,
				pollTimes: { item: [{ mode: 'everyMinute' }] },
			});
			sandbox.setListener(onlineCode, {
				message: await callbackUrl(client, listening, 'Text Received'),
			});
			const codes = [onlineCode, offlineCode];
			const ids: string[] = [];
			for (const code of codes) ids.push(await ask(`Ask from ${code} ${signal}`, code));

			await n8n.end(end);
			for (const to of codes) sandbox.text({ from: mobile, to, message: `Yes, ${to}` });
			await sandbox.until(({ callbacks }) => (callbacks[0]?.attempts.length ?? 0) > 0);
			await n8n.startAgain();

			const answers = [];
			for (const id of ids) {
				const execution = await client.executionEnded(id);
				answers.push(itemsOf(execution, 'Done').map(({ json }) => json.data));
			}
			const received = [listening.id, polling.id];
			const executions = (
				await Promise.all(received.map((id) => client.listExecutions(id)))
			).flat();
			for (const id of received) await client.deactivate(id);
			tellCounts(
				'Send and Wait for Reply: both open',
				'main, regular mode',
				signal,
				sandbox.history.mo.length,
				answers.flat().length,
				executions.length,
				sandbox.history.accepted.length - codes.length,
			);
			expect(answers).toEqual(
				codes.map((code) => [
					expect.objectContaining({ approved: true, text: `Yes, ${code}`, from: mobile }),
				]),
			);
			expect(sandbox.history.accepted).toHaveLength(codes.length);
			expect(executions).toEqual([]);
		},
	);
});
