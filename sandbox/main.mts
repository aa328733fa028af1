import { readCommandLine } from './commandLine.mts';
import { startSandbox } from './index.mts';

const fail = (sentence: string): never => {
	process.stderr.write(`${sentence}\n`);
	process.exit(1);
};

const read = () => {
	try {
		return readCommandLine(process.argv.slice(2));
	} catch (error) {
		return fail(`${(error as Error).message.split('\n')[0]} (--help lists the options.)`);
	}
};

const commandLine = read();
if ('help' in commandLine) {
	process.stdout.write(commandLine.help);
	process.exit(0);
}
const { options } = commandLine;
const sandbox = await startSandbox(options).catch((error: NodeJS.ErrnoException) =>
	fail(
		error.code === 'EADDRINUSE'
			? `Port ${options.port} is in use; choose another with --port.`
			: `The sandbox can't start on port ${options.port}: ${error.message}`,
	),
);

const lines = sandbox.apps.flatMap(({ appKey, appSecret, shortCodes = [] }) => [
	`  App Key      ${appKey}`,
	`  App Secret   ${appSecret}`,
	...shortCodes.map(({ shortCode, mode }) => `  Short code   ${shortCode} (${mode})`),
]);
process.stdout.write(`The sandbox gateway is at ${sandbox.url}
Open it in a browser for its phones, faults and log.
${lines.join('\n')}
Text into it:
  curl ${sandbox.url}/sandbox/texts -H 'Content-Type: application/json' \\
    -d '{"from": "+12065550100", "to": "22627000", "message": "Hello"}'
Give the online short code a listener:
  curl ${sandbox.url}/sandbox/listeners -H 'Content-Type: application/json' \\
    -d '{"shortCode": "22627012", "message": "http://localhost:5678/webhook/…"}'
List what it can do:
  curl ${sandbox.url}/sandbox/
Ctrl-C ends it.
`);

let isEnding = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.on(signal, () => {
		// npm passes Ctrl-C on to a process that had it from the terminal already.
		if (isEnding) return;
		isEnding = true;
		void sandbox.close().then(() => process.exit(0));
	});
}
