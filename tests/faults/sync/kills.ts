/** kill -9 at random moments and at named steps, of the station and of its worker, in front of a real S3 server. */
import { swiftCloud } from './cloud.ts'
import { evening } from './evening.ts'
import type { Outcome, Scale } from './scenario.ts'

export async function kills({ seed, isLong, kills = isLong ? 300 : 8 }: Scale): Promise<Outcome> {
  await using cloud = await swiftCloud()
  const life = { least: 300, most: isLong ? 2_500 : 1_200 }
  return await evening({ cloud, seed, kills, life, lateness: 2_000, patience: 5_000, waits: isLong })
}
