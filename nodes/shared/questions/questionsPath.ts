/** The receive modes of the trigger; a short code has one of them at AT&T, or moves between them. */
const receiveModes = ['polling', 'webhook'] as const;

const prefix = 'att-sms-questions';

/** The paths at which triggers for a short code take questions, below n8n's webhook base. */
export const questionsPaths = (shortCode: string): string[] =>
	receiveModes.map((mode) => `${prefix}/${shortCode}/${mode}`);

const ownCode = 'String($parameter["shortCode"]).replace(/\\D/g, "")';

/** The trigger's own one of these paths, as an expression for the description of its webhook. */
export const questionsPathExpression = `={{ "${prefix}/" + ${ownCode} + "/" + $parameter["receiveMode"] }}`;

/**
 * POST in a published workflow whose trigger takes replies, else empty, and n8n registers nothing.
 * In an unpublished one n8n would take the webhook for what Execute Step is to wait for.
 */
export const questionsMethodExpression = `={{ $workflow.active && ${ownCode} !== "" && ($parameter["receiveMode"] === "polling" || $parameter["events"].includes("message")) && ($parameter["options"] || {})["sendAndWaitReplies"] !== "ignore" ? "POST" : "" }}`;
