/**
 * `read`, but the bytes of a file are in memory once however many slow askers are being sent them: as long as
 * anybody holds them, the next one gets the same. Nothing is kept for its own sake.
 */
export function oneCopy(read: (file: string) => Promise<Buffer>): (file: string) => Promise<Buffer> {
  const reading = new Map<string, Promise<Buffer>>()
  const held = new Map<string, WeakRef<Buffer>>()
  const forget = new FinalizationRegistry<string>(file => {
    if (!held.get(file)?.deref()) held.delete(file)
  })

  async function readAndHold(file: string): Promise<Buffer> {
    try {
      const bytes = await read(file)
      held.set(file, new WeakRef(bytes))
      forget.register(bytes, file)
      return bytes
    } finally {
      reading.delete(file)
    }
  }

  return async file => {
    const there = held.get(file)?.deref() ?? reading.get(file)
    if (there) return there
    const going = readAndHold(file)
    reading.set(file, going)
    return going
  }
}
