import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import * as z from 'zod/v4';

import { defaultPort } from './index.mts';
import { appSchema } from './settings/apps.mts';
import { check, checkSettings } from './settings/index.mts';
import type { SandboxOptions } from './types.mts';

const help = `Usage: npm run sandbox -- [options]

Starts a gateway on this machine that behaves as AT&T's SMS API does.

  --port <number>         where it listens (default ${defaultPort}; 0: any free port)
  --config <file>         apps and settings, as JSON: {"apps": [...], "settings": {...}}
  --cert <file>           serves HTTPS with this certificate (PEM), together with
  --key <file>            its private key (PEM)
  --trust-self-signed     accepts listeners' certificates that no authority has signed
  --host <address>        the address to listen on (default 127.0.0.1)
  --allow-other-hosts     listens on, and calls, hosts other than this machine
  --help                  this text
`;

const portNumber = (text: string): number => {
	const port = Number(text);
	if (/^\d+$/.test(text) && port <= 65_535) return port;
	throw new TypeError('--port takes a number from 0 (any free port) to 65535.');
};

const configSchema = z.strictObject({
	apps: z.array(appSchema).optional(),
	settings: z.record(z.string(), z.unknown()).optional(),
});

const readConfig = (file: string): SandboxOptions => {
	try {
		const { apps, settings = {} } = check(configSchema, JSON.parse(readFileSync(file, 'utf8')));
		return { ...checkSettings(settings), ...(apps && { apps }) };
	} catch (error) {
		throw new TypeError(`--config ${file}: ${(error as Error).message}`);
	}
};

const readTls = (cert: string | undefined, key: string | undefined): SandboxOptions => {
	if (cert === undefined && key === undefined) return {};
	if (cert === undefined || key === undefined) {
		throw new TypeError('--cert and --key go together.');
	}
	return { tls: { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } };
};

/** Reads the options of `npm run sandbox`. Throws with a sentence on a wrong one. */
export const readCommandLine = (args: string[]): { help: string } | { options: SandboxOptions } => {
	const { values } = parseArgs({
		args,
		options: {
			port: { type: 'string', default: String(defaultPort) },
			config: { type: 'string' },
			cert: { type: 'string' },
			key: { type: 'string' },
			'trust-self-signed': { type: 'boolean' },
			host: { type: 'string' },
			'allow-other-hosts': { type: 'boolean' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) return { help };
	return {
		options: {
			// As on a real network, a moment passes before a message is on the phone.
			deliveryDelayMs: 1500,
			port: portNumber(values.port),
			...(values.config !== undefined && readConfig(values.config)),
			...readTls(values.cert, values.key),
			...(values['trust-self-signed'] && { trustSelfSigned: true }),
			...(values.host !== undefined && { host: values.host }),
			...(values['allow-other-hosts'] && { allowOtherHosts: true }),
		},
	};
};
