import { createReadStream } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import which from 'which';
import type { PackedPackage } from '../pack.mts';
import { Failure } from '../failure.mts';
import { closeServer, listenLocally } from '../localServer.mts';

/** An npm registry on loopback that has a few packages, and what n8n needs to install from it. */
export interface LocalRegistry {
	url: string;
	/** The folder to put first on n8n's PATH. */
	path: string;
	env: Record<string, string>;
	close(): Promise<void>;
}

/**
 * Serves packages the way the npm registry does, for n8n's own installation of community packages
 * (`npm view`, `npm pack`, `npm install`, its database record). n8n takes another registry than
 * npm's only with a licence, and passes npm's address on the command line. So the `npm` that it
 * finds first on its PATH is the machine's, with that one address exchanged.
 *
 * @param packages may still be in the making: who asks, waits
 * @param folder for the npm of that kind and for npm's cache; made if missing
 */
export const serveRegistry = async (
	packages: Array<Promise<PackedPackage>>,
	folder: string,
): Promise<LocalRegistry> => {
	const server = createServer(async ({ url: path }, response) => {
		for (const { manifest, tarball, integrity, shasum } of await Promise.all(packages)) {
			const { name, version } = manifest;
			const file = basename(tarball);
			if (path === `/${file}`) return createReadStream(tarball).pipe(response);
			if (path !== `/${name}`) continue;
			const dist = { tarball: `${url}/${file}`, integrity, shasum };
			response.setHeader('content-type', 'application/json');
			return response.end(
				JSON.stringify({
					name,
					'dist-tags': { latest: version },
					versions: { [version]: { ...manifest, dist } },
				}),
			);
		}
		return response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
	});
	const url = `http://127.0.0.1:${await listenLocally(server)}`;

	return {
		url,
		path: await npmOf(url, join(folder, 'bin')),
		env: { npm_config_registry: url, npm_config_cache: join(folder, 'npm-cache') },
		close: () => closeServer(server),
	};
};

const npmOf = async (registry: string, folder: string): Promise<string> => {
	const npm = await which('npm', { nothrow: true });
	if (!npm) throw new Failure('npm was not found: install it with Node.js and try again.');
	await mkdir(folder, { recursive: true });
	const script = join(folder, 'npm');
	await writeFile(
		script,
		`#!/bin/sh
for argument; do
	shift
	case $argument in --registry=*) argument=--registry=${registry} ;; esac
	set -- "$@" "$argument"
done
exec '${npm}' "$@"
`,
	);
	await chmod(script, 0o755);
	return folder;
};
