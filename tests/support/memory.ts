import { readFile } from 'node:fs/promises'

/** The memory that process `pid` holds now, in MB, as the system counts it (Linux: VmRSS). */
export async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024
}
