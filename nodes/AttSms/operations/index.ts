import type { Operation } from '../operation';
import { getInbox } from './getInbox';
import { getStatus } from './getStatus';
import { send } from './send';

/** What the node can do. A new operation is a file of its own and a line here. */
export const operations: Operation[] = [getStatus, getInbox, send];
