import type { IExecuteFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';

/** What n8n passes to the trigger, in either receive mode. */
export type TriggerContext = IPollFunctions | IWebhookFunctions;

/** What n8n passes to either node while it runs. */
export type NodeContext = IExecuteFunctions | TriggerContext;
