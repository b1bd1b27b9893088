import { memoryStore } from './testing/memory-store.js';
import { storeContract } from './testing/store-contract.js';

const shared = memoryStore();
storeContract('the memory double', async () => ({
  store: shared,
  close: () => shared.close(),
  writeRaw: (collection, document) => shared.writeRaw(collection, document),
}));
