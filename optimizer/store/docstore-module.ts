import path from 'node:path';

/** How the embedded document store is built from its Go module. @param root - the project's folder */
export function docstoreModule(root: string): { name: string; directory: string; buildArguments: string[] } {
  return {
    name: 'docstore',
    directory: path.join(root, 'optimizer', 'store', 'docstore'),
    buildArguments: ['-tags', 'ferretdb_sqlite', '.'],
  };
}
