import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../ui');

/** What the page takes from packages, as they come: there is no build step. */
const modules = join(import.meta.dirname, '../../node_modules');
const vendored: Record<string, string> = {
	'vendor/preact.js': join(modules, 'htm/preact/standalone.module.js'),
	'vendor/normalize.css': join(modules, 'modern-normalize/modern-normalize.css'),
};

const contentTypes: Record<string, string> = {
	html: 'text/html; charset=utf-8',
	css: 'text/css; charset=utf-8',
	js: 'text/javascript; charset=utf-8',
	svg: 'image/svg+xml',
};

/** A file's name as the page asks for it: no slash, no escape, no dot but the one of its ending. */
const ownFile = /^\/ui\/(?<name>(?:vendor\/)?[a-z][a-zA-Z]*\.(?<ending>html|css|js|svg))$/;

/**
 * The page shows texts that anybody may have written. Nothing runs but its own files, nothing is
 * asked of another origin, and text can't become markup (Trusted Types, with no policy allowed).
 */
const headers = {
	'Content-Security-Policy': [
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self'",
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'",
	].join('; '),
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Cache-Control': 'no-cache',
};

/** The page at `/`, and its files under `/ui/`. All that it knows it has from the control API. */
export const page = {
	owns: (url: string) => /^\/(?:ui(?:\/.*)?)?(?:\?.*)?$/s.test(url),

	async handle({ method, url = '/' }: IncomingMessage, response: ServerResponse) {
		const respond = (http: number, type: string, body: string | Buffer, more = {}) => {
			const length = Buffer.byteLength(body);
			response.writeHead(http, {
				...headers,
				...more,
				'Content-Type': type,
				'Content-Length': length,
			});
			response.end(method === 'HEAD' ? undefined : body);
		};
		const reject = (http: number, reason: string, more?: Record<string, string>) =>
			respond(http, 'text/plain; charset=utf-8', reason, more);

		if (method !== 'GET' && method !== 'HEAD') {
			return reject(405, 'The page can only be read.\n', { Allow: 'GET, HEAD' });
		}
		const path = url.replace(/\?.*$/s, '');
		const { name, ending } = ownFile.exec(path === '/' ? '/ui/index.html' : path)?.groups ?? {};
		const file = name && (vendored[name] ?? join(folder, name));
		const body = file ? await readFile(file).catch(() => null) : null;
		if (!ending || body === null) return reject(404, 'No such file.\n');
		respond(200, contentTypes[ending]!, body);
	},
};
