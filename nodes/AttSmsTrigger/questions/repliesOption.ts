import type { INodeProperties } from 'n8n-workflow';

/** The option of both receive modes for texts that answer a question of Send and Wait for Reply. */
export const repliesOption: INodeProperties = {
	displayName: 'Replies to Send and Wait',
	name: 'sendAndWaitReplies',
	type: 'options',
	default: 'resume',
	options: [
		{
			name: 'Resume the Waiting Execution',
			value: 'resume',
			description: 'This workflow does not start',
		},
		{
			name: 'Resume It and Start This Workflow',
			value: 'resumeAndStart',
			description: 'The output has the ID of that execution in its field "answered"',
		},
		{
			name: 'Start This Workflow Only',
			value: 'ignore',
			description: "Send and Wait for Reply can't use this trigger",
		},
	],
	description:
		'What to do with a reply to Send and Wait for Reply; STOP and HELP always start this workflow',
};

/** Why a test of the trigger puts nothing out though messages came. */
export const allAnswered = (count: number): string =>
	`${count === 1 ? 'The message' : `All ${count} messages`} answered a question of Send and Wait for Reply, so the workflow wasn't started. To start it too, change the option Replies to Send and Wait`;
