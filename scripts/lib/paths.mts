import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where n8n and its Node.js are kept between runs, outside of the checkout. */
export const cacheFolder =
	process.env.N8N_NODES_ATT_SMS_CACHE ||
	join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-att-sms');
