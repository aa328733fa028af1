import { Failure } from '../failure.mts';
import { CommandFailed, run, type RunOptions } from '../run.mts';

/** What npm sets for the script that it runs, and would take for settings when run by that script. */
const inherited =
	/^(npm_(lifecycle|package|command|execpath|node_execpath|config_local_prefix|config_prefix|config_ignore_scripts)|INIT_CWD$)/;

/** This process's environment as it was before npm ran a script of package.json. */
export const plainEnv = (): NodeJS.ProcessEnv =>
	Object.fromEntries(Object.entries(process.env).filter(([name]) => !inherited.test(name)));

/** Runs npm; what is known to go wrong becomes a Failure of one sentence. */
export const npm = async (args: string[], options: RunOptions = {}): Promise<string> => {
	try {
		return await run('npm', args, { env: plainEnv(), ...options });
	} catch (error) {
		if (error instanceof CommandFailed && error.code === 'ENOENT') {
			throw new Failure('npm was not found: install it with Node.js and try again.');
		}
		// Where it is needed only: Jest can't load an `.mjs`, and some tests start an n8n.
		const { npmErrorMessage } = await import('../npmErrorMessage.mjs');
		const sentence = error instanceof CommandFailed ? npmErrorMessage(error.output) : undefined;
		throw sentence === undefined ? error : new Failure(sentence);
	}
};

/** Installs packages into a folder that is a project of its own. No package's scripts are run. */
export const npmInstall = async (
	folder: string,
	packages: string[],
	env?: NodeJS.ProcessEnv,
): Promise<void> => {
	const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--save-exact'];
	await npm(['install', ...packages, ...flags, '--loglevel=error'], {
		cwd: folder,
		...(env && { env }),
	});
};
