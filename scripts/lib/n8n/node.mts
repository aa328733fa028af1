import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { installOnce } from '../installOnce.mts';
import { cacheFolder } from '../paths.mts';
import { step } from '../progress.mts';
import { npmInstall, plainEnv } from './npm.mts';

/** A Node.js to run n8n with. */
export interface NodeRuntime {
	/** Has bin/node and, for building native packages, include/node. */
	folder: string;
	bin: string;
}

/** The machine's own Node.js if it is of that major version, else one from the npm registry. */
export const nodeRuntime = async (major: number): Promise<NodeRuntime> => {
	const own = runtime(dirname(dirname(process.execPath)));
	if (process.versions.node.startsWith(`${major}.`) && hasHeaders(own)) return own;

	// The package `node` copies one of these in place by a script: here, scripts are not run.
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const name = `node-${platform}-${process.arch}`;
	const folder = await installOnce(
		join(cacheFolder, 'node', `${major}-${platform}-${process.arch}`),
		async (partial) => {
			await writeFile(join(partial, 'package.json'), '{ "private": true }');
			await step(`Fetching Node.js ${major} from the npm registry`, async () => {
				await npmInstall(partial, [`${name}@${major}`]);
			});
		},
	);
	return runtime(join(folder, 'node_modules', name));
};

/** The environment for a program that runs with n8n's Node.js. */
export const envOf = (node: NodeRuntime): NodeJS.ProcessEnv => {
	const env = plainEnv();
	return { ...env, PATH: [node.bin, env.PATH].join(delimiter) };
};

const runtime = (folder: string): NodeRuntime => ({ folder, bin: join(folder, 'bin') });

const hasHeaders = ({ folder }: NodeRuntime): boolean =>
	existsSync(join(folder, 'include/node/node_version.h'));
