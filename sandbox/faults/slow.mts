import { bounded } from '../settings/setting.mts';
import { defineFault, usualBody, usualHeaders } from './fault.mts';

export const slowFaults = {
	huge: defineFault({
		title: 'Huge response',
		description: 'The right body, after 32 MB of blanks.',
		processed: true,
		options: {
			bytes: bounded.count(1024 ** 3).meta({ title: 'Bytes', description: 'Default 32 MB.' }),
		},
		apply(context) {
			const { usual, fault, response, log, hold } = context;
			const headers = usualHeaders(context);
			const text = usualBody(context);
			const blanks = Buffer.alloc(64 * 1024, ' ');
			let left = fault.bytes ?? 32 * 1024 * 1024;
			log(usual.http, headers, text);
			response.writeHead(usual.http, headers);
			hold();
			const pour = () => {
				while (left > 0 && !response.destroyed) {
					const chunk = left < blanks.length ? blanks.subarray(0, left) : blanks;
					left -= chunk.length;
					if (!response.write(chunk)) return void response.once('drain', pour);
				}
				response.end(text);
			};
			pour();
		},
	}),
	slowBody: defineFault({
		title: 'Slow body',
		description: 'The right body, a byte every 100 ms.',
		processed: true,
		options: {
			bytesPerChunk: bounded.count(1024 * 1024, 1).meta({ title: 'Bytes in a chunk' }),
			everyMs: bounded.ms(600_000).meta({ title: 'Every, ms' }),
		},
		apply(context) {
			const { usual, fault, response, log, hold } = context;
			const headers = usualHeaders(context);
			const body = Buffer.from(usualBody(context));
			const step = fault.bytesPerChunk ?? 1;
			let sent = 0;
			log(usual.http, headers, body.toString());
			response.writeHead(usual.http, { ...headers, 'Content-Length': body.length });
			response.flushHeaders();
			const timer = setInterval(() => {
				response.write(body.subarray(sent, (sent += step)));
				if (sent < body.length) return;
				clearInterval(timer);
				response.end();
			}, fault.everyMs ?? 100);
			hold(() => clearInterval(timer));
		},
	}),
};
