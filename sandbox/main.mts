import { parseArgs } from 'node:util';

import { startSandbox } from './index.mts';

const usage = `Usage: npm run sandbox -- [options]

Starts a gateway on this machine that behaves as AT&T's SMS API does.

  --port <number>   where it listens (default 8420)
  --help            this text
`;

const fail = (sentence: string): never => {
	process.stderr.write(`${sentence}\n`);
	process.exit(1);
};

const readPort = (): number => {
	try {
		const { values } = parseArgs({
			options: { port: { type: 'string', default: '8420' }, help: { type: 'boolean' } },
		});
		if (values.help) {
			process.stdout.write(usage);
			process.exit(0);
		}
		const port = Number(values.port);
		if (/^\d+$/.test(values.port) && port <= 65_535) return port;
	} catch (error) {
		fail(`${(error as Error).message.split('\n')[0]} (--help tells what there is.)`);
	}
	return fail('--port takes a number from 0 (any free port) to 65535.');
};

const port = readPort();
// As on a real network, a moment passes before a message is on the phone.
const sandbox = await startSandbox({ port, deliveryDelayMs: 1_500 }).catch(
	(error: NodeJS.ErrnoException) =>
		fail(
			error.code === 'EADDRINUSE'
				? `Port ${port} is in use; choose another with --port.`
				: `The sandbox can't listen on port ${port}: ${error.message}`,
		),
);

const lines = sandbox.apps.flatMap(({ appKey, appSecret, shortCodes = [] }) => [
	`  App Key      ${appKey}`,
	`  App Secret   ${appSecret}`,
	...shortCodes.map(({ shortCode, mode }) => `  Short code   ${shortCode} (${mode})`),
]);
process.stdout.write(`The sandbox gateway is at ${sandbox.url}
Its phones, faults and log are a page there: open it in a browser.
${lines.join('\n')}
Text into it:
  curl ${sandbox.url}/sandbox/texts -H 'Content-Type: application/json' \\
    -d '{"from": "+12065550100", "to": "22627000", "message": "Hello"}'
Give the online short code a listener:
  curl ${sandbox.url}/sandbox/listeners -H 'Content-Type: application/json' \\
    -d '{"shortCode": "22627012", "message": "http://localhost:5678/webhook/…"}'
Ctrl-C ends it.
`);

let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => {
		// npm hands Ctrl-C on to a process that had it from the terminal already.
		if (ending) return;
		ending = true;
		void sandbox.close().then(() => process.exit(0));
	});
}
