// `npm start`: the sandbox gateway and a real n8n on loopback, with the package installed, a
// credential and an example workflow; shows a text, its reply and the reply's delivery status, and a
// question that the phone answers.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultPort, startSandbox } from '../sandbox/index.mts';
import type { AppConfig } from '../sandbox/types.mts';
import { demonstrate } from './lib/demonstration.mts';
import { Failure } from './lib/failure.mts';
import { main } from './lib/main.mts';
import type { WorkflowJson } from './lib/n8n/client.mts';
import { installN8n } from './lib/n8n/install.mts';
import { startInstance } from './lib/n8n/instance.mts';
import { packBuilt } from './lib/pack.mts';
import { root } from './lib/paths.mts';
import { assertPortFree } from './lib/ports.mts';
import { step } from './lib/progress.mts';

/** AT&T sends from the app's first short code: the one that the example answers for. */
const app: AppConfig = {
	appKey: 'sandbox-app-key',
	appSecret: 'sandbox-app-secret',
	shortCodes: [
		{ shortCode: '22627012', mode: 'online' },
		{ shortCode: '22627000', mode: 'offline' },
	],
};

const usage = `npm start [-- options]
  --check                  show the main job, then end: 0 if it was done
  --port <number>          of n8n's editor (5678)
  --sandbox-port <number>  of the sandbox gateway (${defaultPort})`;

const portNumber = (text: string): number => {
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
	throw new Failure(`${text} isn't a port number.`);
};

const options = () => {
	try {
		const { values } = parseArgs({
			options: {
				check: { type: 'boolean', default: false },
				port: { type: 'string', default: '5678' },
				'sandbox-port': { type: 'string', default: String(defaultPort) },
			},
		});
		return {
			check: values.check,
			port: portNumber(values.port),
			sandboxPort: portNumber(values['sandbox-port']),
		};
	} catch (error) {
		throw new Failure(`${(error as Error).message}\n\n${usage}`);
	}
};

await main(async ({ defer, interrupted }) => {
	const { check, port, sandboxPort } = options();
	await assertPortFree(port, 'n8n', '--port');
	await assertPortFree(sandboxPort, 'the sandbox', '--sandbox-port');
	const installation = await installN8n();
	const sandbox = await startSandbox({ port: sandboxPort, apps: [app] });
	defer(async () => await sandbox.close());
	const instance = await step(
		`Building the package, and starting n8n ${installation.release.version} with it`,
		async () => await startInstance(installation, packBuilt(), { port }),
	);
	defer(instance.close);

	const example = JSON.parse(
		await readFile(join(root, 'examples/auto-reply/workflow.json'), 'utf8'),
	) as WorkflowJson;
	await demonstrate(instance, sandbox, example);
	if (check) return;

	const { owner } = instance;
	console.log(`
n8n's editor   http://localhost:${port}
  sign in as   ${owner.email}
  password     ${owner.password}
The sandbox    ${sandbox.url}
  App Key      ${app.appKey}
  App Secret   ${app.appSecret}

For a conversation by hand, execute the workflow “Approve by text” in the editor, and answer on the
phone +1 206-555-0100 at the sandbox's address.

Ctrl-C ends both.`);
	await Promise.race([
		interrupted,
		instance.n8n.exited.then(() => {
			throw new Failure('n8n has ended by itself.');
		}),
	]);
	console.log('\nEnding n8n and the sandbox …');
});
