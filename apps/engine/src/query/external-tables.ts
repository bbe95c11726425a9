import type { ExternalTable } from '../http/multipart.js';
import type { ChdbConnection } from '../native/chdb.connection.js';
import type { SpoolFolder } from '../spool/spool-folder.js';
import { removeFile, spool } from '../spool/spool-stream.js';
import { identifier, stringLiteral } from '../sql/literal.js';

/** Makes the tables that came with a request, as temporary ones of its session. */
export async function createExternalTables(
  connection: ChdbConnection,
  folder: SpoolFolder,
  tables: readonly ExternalTable[],
): Promise<void> {
  for (const { name, format, structure, data } of tables) {
    const file = folder.file(data.length);
    await spool(data, undefined, file);
    try {
      await connection.query(`CREATE TEMPORARY TABLE ${identifier(name)} (${structure})`);
      const source = `FROM INFILE ${stringLiteral(file)} FORMAT ${identifier(format)}`;
      await connection.query(`INSERT INTO ${identifier(name)} ${source}`);
    } finally {
      await removeFile(file);
    }
  }
}
