import type { Operation } from './operation';
import { getInbox } from './getInbox/getInbox';
import { getStatus } from './getStatus/getStatus';
import { send } from './send/send';
import { sendAndWait } from './sendAndWait/sendAndWait';

/** What the node can do. A new operation is a folder of its own and a line here. */
export const operations: Operation[] = [send, sendAndWait, getStatus, getInbox];
