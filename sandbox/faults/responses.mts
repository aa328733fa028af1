import * as z from 'zod/v4';

import { contentTypes, type Form } from '../protocol/serializers.mts';
import { printable } from '../settings/setting.mts';
import { defineFault, usualBody, usualHeaders } from './fault.mts';

const truncated = (form: Form, title: string) =>
	defineFault({
		title,
		description: 'The request is processed, but the second half of the response is missing.',
		processed: true,
		options: {
			aborted: z.boolean().meta({
				title: 'Abort the connection',
				description: 'Announces the whole length and closes the connection in the middle.',
			}),
		},
		apply(context) {
			const { usual, fault, response, send, log } = context;
			const whole = Buffer.from(usualBody(context, form));
			const half = whole.subarray(0, Math.ceil(whole.length / 2));
			const headers = usualHeaders(context, form);
			if (!fault.aborted) return send(usual.http, headers, half);
			log(usual.http, headers, half.toString());
			response.writeHead(usual.http, { ...headers, 'Content-Length': whole.length });
			// Closed only once the first half is out: else the client sees nothing of it.
			response.write(half, () => response.destroy());
		},
	});

/** The text in Latin-1. Other characters become character references. */
const asLatin1 = (text: string, form: Form): Buffer => {
	const kept = text.replace(/[^\u0000-\u00ff]/g, (character) =>
		form === 'json'
			? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
			: `&#${character.charCodeAt(0)};`,
	);
	return Buffer.from(kept, 'latin1');
};

const loginPage =
	'<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1>' +
	'<form method="post"><input name="user"><input name="password" type="password"></form></body></html>';

export const responseFaults = {
	truncatedJson: truncated('json', 'Truncated JSON'),
	truncatedXml: truncated('xml', 'Truncated XML'),
	html: defineFault({
		title: 'Login page',
		description: '200 and a page in HTML.',
		processed: true,
		either: true,
		apply: ({ send }) => send(200, { 'Content-Type': 'text/html; charset=utf-8' }, loginPage),
	}),
	empty: defineFault({
		title: 'Empty body',
		description: 'A response without a body.',
		processed: true,
		either: true,
		apply: (context) => context.send(context.usual.http, usualHeaders(context), ''),
	}),
	wrongType: defineFault({
		title: 'Wrong Content-Type',
		description: 'The right body, under another type.',
		processed: true,
		options: {
			contentType: printable.max(200).meta({
				title: 'Content-Type',
				description: 'Default text/plain.',
			}),
		},
		apply(context) {
			const { usual, fault, send } = context;
			const type = fault.contentType ?? 'text/plain';
			send(usual.http, { ...usual.headers, 'Content-Type': type }, usualBody(context));
		},
	}),
	wrongCharset: defineFault({
		title: 'Wrong charset',
		description: 'The right body, in Latin-1 or UTF-16.',
		processed: true,
		options: {
			charset: z.enum(['latin1', 'utf16']).meta({ title: 'Charset' }),
			mislabelled: z.boolean().meta({ title: 'Labelled as UTF-8' }),
		},
		apply(context) {
			const { usual, fault, send } = context;
			const isUtf16 = fault.charset === 'utf16';
			const text = usualBody(context);
			const body = isUtf16 ? Buffer.from(`\ufeff${text}`, 'utf16le') : asLatin1(text, usual.form);
			const charset = fault.mislabelled ? 'UTF-8' : isUtf16 ? 'UTF-16' : 'ISO-8859-1';
			const type = `${contentTypes[usual.form]}; charset=${charset}`;
			send(usual.http, { ...usual.headers, 'Content-Type': type }, body);
		},
	}),
	redirect: defineFault({
		title: 'Redirect',
		description: '302 to another port, which records the requests that follow it.',
		processed: false,
		either: true,
		options: {
			http: z
				.union([301, 302, 303, 307, 308].map((status) => z.literal(status)))
				.meta({ title: 'Status', description: 'Default 302.' }),
			location: z
				.string()
				.regex(/^[a-z]+:[\x21-\x7e]+$/i, 'a URL without blanks')
				.meta({ title: 'Location', description: "Default: the sandbox's own redirect target." }),
		},
		apply: ({ fault, request, redirectTargetUrl, send }) =>
			send(
				fault.http ?? 302,
				{ Location: fault.location ?? `${redirectTargetUrl}${request.url}` },
				'',
			),
	}),
};
