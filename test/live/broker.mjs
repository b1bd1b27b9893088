// A real MQTT broker in a process of its own: prints its port, and ends with its parent.
import { createServer } from 'node:net';
import createBroker from 'aedes';

const broker = createBroker();
const server = createServer(broker.handle);
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));
