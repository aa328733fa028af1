import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { Failure } from '../failure.mts';
import { freePort } from '../ports.mts';
import { killGroup, spawnGroup, stopGroup } from '../processes.mts';
import type { Installation } from './install.mts';
import { envOf } from './node.mts';

export interface N8nOptions {
	/** n8n's data folder, in which it makes its `.n8n`. */
	userFolder: string;
	/** A free one by default. */
	port?: number;
	/** Added to, and stronger than, the runner's own settings. */
	env?: Record<string, string>;
	/** Folders to look for programs in before all others. */
	path?: string[];
	/** What to start; `worker` and `webhook` only with queue mode set up in `env`. */
	command?: 'start' | 'worker' | 'webhook';
}

export interface N8nProcess {
	/** `http://127.0.0.1:…`, without a slash at the end. */
	url: string;
	port: number;
	pid: number;
	userFolder: string;
	/** Everything n8n has written to its output. */
	logFile: string;
	log(): string;
	/** Resolves when the process is gone, for whatever reason. */
	exited: Promise<void>;
	/** Ends n8n and all that it started, as a service manager would. */
	stop(): Promise<void>;
	/** Kills n8n and all that it started, as a power cut would. */
	kill(): Promise<void>;
	/** Starts it again, once it has ended: with the same data, settings and port. */
	startAgain(): Promise<N8nProcess>;
}

const loopback = '127.0.0.1';
const readyWithinMs = 180_000;

/**
 * Nothing listens there (port 9, discard): an HTTPS request to anywhere else fails at once. What
 * goes to loopback passes no proxy, by NO_PROXY.
 */
const nowhere = `http://${loopback}:9`;

/** n8n on loopback, without telemetry and without requests for news. */
const quiet = {
	N8N_LISTEN_ADDRESS: loopback,
	N8N_SECURE_COOKIE: 'false',
	N8N_DIAGNOSTICS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
	N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
	N8N_DYNAMIC_BANNERS_ENABLED: 'false',
	N8N_HIRING_BANNER_ENABLED: 'false',
	N8N_TEMPLATES_ENABLED: 'false',
	N8N_PERSONALIZATION_ENABLED: 'false',
	N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
	N8N_VERIFIED_PACKAGES_ENABLED: 'false',
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
	N8N_RUNNERS_BROKER_LISTEN_ADDRESS: loopback,
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
	HTTPS_PROXY: nowhere,
	https_proxy: nowhere,
	NO_PROXY: `localhost,${loopback},::1`,
	no_proxy: `localhost,${loopback},::1`,
};

/** What answers 200 once n8n is ready. n8n 1 has its database ready before its REST API. */
const signsOfReadiness = {
	start: ['/healthz/readiness', '/rest/settings'],
	worker: ['/healthz/readiness'],
	webhook: ['/healthz/readiness'],
};

/** What would make this n8n another one: settings for n8n, or for Node.js, of whoever starts it. */
const foreign =
	/^(N8N|DB|QUEUE|EXECUTIONS|CREDENTIALS|WORKFLOWS|NODES|EXTERNAL)_|^(WEBHOOK_URL|GENERIC_TIMEZONE|NODE_ENV|NODE_OPTIONS|ENVIRONMENT)$|^(HTTP|ALL)_PROXY$/i;

/**
 * Starts n8n and resolves once it is ready to be used. Throws a Failure with the end of its log if
 * it exits before, or is not ready in time.
 */
export const startN8n = async (
	installation: Installation,
	options: N8nOptions,
): Promise<N8nProcess> => {
	const { userFolder, port: wanted, env = {}, path = [], command = 'start' } = options;
	const port = wanted ?? (await freePort());
	const base = Object.fromEntries(
		Object.entries(envOf(installation.node)).filter(([name]) => !foreign.test(name)),
	);
	const logFile = join(userFolder, `n8n-${command}-${port}.log`);
	const output = { file: logFile, append: true };
	const child = spawnGroup(
		join(installation.node.bin, 'node'),
		[join(installation.folder, 'node_modules/n8n/bin/n8n'), command],
		{
			cwd: userFolder,
			stdout: output,
			stderr: output,
			env: {
				...base,
				...quiet,
				N8N_USER_FOLDER: userFolder,
				N8N_PORT: String(port),
				N8N_RUNNERS_BROKER_PORT: String(await freePort()),
				QUEUE_HEALTH_CHECK_ACTIVE: 'true',
				QUEUE_HEALTH_CHECK_PORT: String(port),
				...installation.release.env,
				...env,
				PATH: [...path, base.PATH].join(delimiter),
			},
		},
	);
	let running = true;
	const exited = child.then(() => {
		running = false;
	});
	const n8n: N8nProcess = {
		url: `http://${loopback}:${port}`,
		port,
		pid: child.pid ?? 0,
		userFolder,
		logFile,
		log: () => readFileSync(logFile, 'utf8'),
		exited,
		stop: async () => await stopGroup(child),
		kill: async () => await killGroup(child),
		startAgain: async () => await startN8n(installation, { ...options, port }),
	};
	try {
		await untilReady(n8n, signsOfReadiness[command], () => running);
		if (!running) {
			throw new Failure(`n8n ended while it started. The end of its log:\n${tail(n8n)}`);
		}
		return n8n;
	} catch (error) {
		await n8n.stop();
		throw error;
	}
};

const untilReady = async (
	n8n: N8nProcess,
	signs: string[],
	isRunning: () => boolean,
): Promise<void> => {
	const isOk = async (path: string) => {
		const { statusCode, body } = await request(`${n8n.url}${path}`);
		await body.dump();
		return statusCode === 200;
	};
	const deadline = Date.now() + readyWithinMs;
	while (isRunning() && Date.now() < deadline) {
		try {
			if ((await Promise.all(signs.map(isOk))).every(Boolean)) return;
		} catch {
			// Not listening yet.
		}
		await sleep(200);
	}
	if (!isRunning()) return;
	throw new Failure(
		`n8n was not ready after ${readyWithinMs / 1000} s. The end of its log:\n${tail(n8n)}`,
	);
};

const tail = (n8n: N8nProcess) => n8n.log().trim().split('\n').slice(-25).join('\n');
