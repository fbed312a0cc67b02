import { statfs } from 'node:fs/promises'

/** A photo with its frame takes about 5 MB from a good camera; a busy booth takes 280 an hour. */
const bytesAnHour = 280 * 5e6

/** What is free below `folder`, in bytes and in hours of a busy booth. */
export async function freeDisk(folder: string): Promise<{ readonly bytes: number; readonly hours: number }> {
  const { bavail, bsize } = await statfs(folder)
  return { bytes: bavail * bsize, hours: (bavail * bsize) / bytesAnHour }
}
