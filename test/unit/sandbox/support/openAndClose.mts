import { startClient } from './client.mts';

// Does what sets timers and opens sockets, and closes the sandbox in the middle of it. The process
// then has to end by itself.
const { sandbox, sendV2 } = await startClient({ deliveryDelayMs: 60_000 });
await startClient({ port: sandbox.port }).catch(() => undefined);
await sendV2('tel:+12065550100');
sandbox.text({ from: '+12065550100', to: '22627012', message: 'nobody listens' });
await sandbox.idle();
sandbox.fault({ on: 'send', kind: 'timeoutAfter' });
const hanging = sendV2('tel:+12065550100').catch(() => undefined);
await sandbox.until(({ accepted }) => accepted.length === 2);
sandbox.fault({ on: 'inbox', kind: 'connectionRefused', forMs: 3_600_000 });
await sandbox.close();
await hanging;
process.stdout.write('closed\n');
