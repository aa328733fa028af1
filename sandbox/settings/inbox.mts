import * as z from 'zod/v4';

import { bounded, settingsOf } from './setting.mts';

const { setting } = settingsOf('Inbox');

export const inboxSettings = {
	inboxPageSize: setting(bounded.count(100_000, 1), 100, 'Messages in a page'),
	inboxPageBytes: setting(
		bounded.count(100_000_000, 1),
		512 * 1024,
		'Bytes in a page',
		'Of the texts, in UTF-8. A page has one message at least.',
	),
	emptyPendingCount: setting(
		z.boolean(),
		false,
		'No pending messages: the count is empty',
		'In place of 0. Both mean none.',
	),
	inboxHttp: setting(
		z.union([z.literal(200), z.literal(300)]),
		200,
		'HTTP status of a page',
		'Older apps took 300 as well.',
	),
	inboxMessageIds: setting(
		z.enum(['perList', 'unique']),
		'perList',
		'Message ids',
		'`perList`: msg0, msg1 … in each response, as AT&T prints; `unique`: no id comes twice.',
	),
};
