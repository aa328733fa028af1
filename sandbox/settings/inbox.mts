import * as z from 'zod/v4';

import { bounded, settingsOf } from './setting.mts';

const { setting } = settingsOf('Inbox');

export const inboxSettings = {
	inboxPageSize: setting(bounded.count(100_000, 1), 100, 'Messages in a page'),
	inboxMessageIds: setting(
		z.enum(['perList', 'unique']),
		'perList',
		'Message ids',
		'`perList`: msg0, msg1 … in each answer, as AT&T prints; `unique`: no id comes twice.',
	),
};
