// `npm run dev`: n8n in the cache and the sandbox gateway, with the package linked from this
// checkout. A change of the sources is built, its types are checked, and n8n loads it again.
import { stripVTControlCharacters } from 'node:util';
import { startSandbox } from '../sandbox/index.mts';
import { credentialType } from './lib/credentialType.mts';
import { Failure } from './lib/failure.mts';
import { main } from './lib/main.mts';
import { n8nClient } from './lib/n8n/client.mts';
import { installN8n, newUserFolder } from './lib/n8n/install.mts';
import { newPassword } from './lib/n8n/instance.mts';
import { startN8n } from './lib/n8n/process.mts';
import { build } from './lib/pack.mts';
import { root } from './lib/paths.mts';
import { spawnGroup, stopGroup, type ProcessGroup } from './lib/processes.mts';
import { step } from './lib/progress.mts';
import { binOf } from './lib/tools.mts';

/** Shows what the type check found. All else of n8n-node's output clears the screen, again and again. */
const showTypeErrors = ({ stdout }: ProcessGroup): void => {
	const shown = new Set<string>();
	stdout?.setEncoding('utf8').on('data', (text: string) => {
		const lines = stripVTControlCharacters(text).split('\n');
		for (const line of lines.filter((each) => /error TS\d+|Found [1-9]\d* error/.test(each))) {
			if (!shown.has(line)) console.log(line.replace(/^│ /, ''));
			shown.add(line);
		}
		if (/Found 0 errors/.test(text)) shown.clear();
	});
};

await main(async ({ defer, interrupted }) => {
	const installation = await installN8n();
	await step('Building the package', build);
	const sandbox = await startSandbox();
	defer(sandbox.close);
	const userFolder = await newUserFolder(installation);

	const start = (program: string, args: string[], stdout: 'inherit' | 'pipe'): ProcessGroup => {
		const options = { cwd: root, stdout, stderr: 'inherit' } as const;
		const child = spawnGroup(process.execPath, [program, ...args], options);
		defer(async () => await stopGroup(child));
		return child;
	};
	// Links the package into n8n's data folder, and checks the types at each change.
	const n8nNode = start(
		binOf('@n8n/node-cli', 'n8n-node'),
		['dev', '--external-n8n', `--custom-user-folder=${userFolder}`],
		'pipe',
	);
	showTypeErrors(n8nNode);
	const watch = start(binOf('gulp'), ['watch'], 'inherit');

	const n8n = await startN8n(installation, { userFolder, env: { N8N_DEV_RELOAD: 'true' } });
	defer(n8n.stop);
	const owner = { email: 'owner@n8n.localhost', password: newPassword() };
	const client = n8nClient(n8n.url, installation.release.version);
	defer(client.close);
	await client.setUpOwner(owner);
	const [app] = sandbox.apps;
	await client.createCredential(credentialType, 'AT&T OAuth2 API', {
		appKey: app?.appKey,
		appSecret: app?.appSecret,
		baseUrl: sandbox.url,
	});
	console.log(`
n8n's editor   ${n8n.url}
  sign in as   ${owner.email}
  password     ${owner.password}
The sandbox    ${sandbox.url}

A change of nodes/ or credentials/ is in the editor after you reload its page. Ctrl-C ends all.`);
	await Promise.race([
		interrupted,
		...[n8n.exited, n8nNode, watch].map(async (running) => {
			await running;
			throw new Failure('A program that this needs has ended: see above.');
		}),
	]);
});
