/** DuckDB, as an analyst has it, but without a way to fetch extensions: what is asked here needs no network. */
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api'

export type Answer = Record<string, DuckDBValue>

export interface Duck extends Disposable {
  /**
   * Runs one statement or several; gives the rows of the last one, as JavaScript's own values. To be awaited in the
   * block of the `using`: a connection that is closed under a question takes the process down.
   */
  ask(sql: string): Promise<Answer[]>
}

export async function openDuck(): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', {
    ...{ autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' },
  })
  const connection = await instance.connect()
  return {
    ask: async sql => (await connection.runAndReadAll(sql)).getRowObjectsJS() as Answer[],
    [Symbol.dispose]() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
