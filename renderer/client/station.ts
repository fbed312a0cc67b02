/**
 * The one WebSocket to the station: typed calls and events, and a link that comes back by itself. Who may
 * speak is settled by the cookie that the station's entry address sets; no secret passes through here.
 */
import type { CallInput, CallName, CallOutputs } from '../../electron/contract/calls.ts'
import { Trouble } from '../../electron/contract/errors.ts'
import {
  type CallMessage,
  closeCodes,
  type EventName,
  type Events,
  type StationMessage,
  socketPath,
} from '../../electron/contract/events.ts'
import { backoff } from './backoff.ts'
import { LinkTrouble } from './trouble.ts'

/** waiting: being opened, or opened again after a loss. taken-over: another window has it; only `open()` takes it back. */
export type LinkStatus = 'waiting' | 'open' | 'taken-over'

export interface Station {
  readonly status: LinkStatus
  /** Opens the link; takes it back when another window had it. */
  open(): void
  /** Closes the link for good. */
  close(): void
  /** Asks the station. Rejects with `Trouble` when it refuses, with `LinkTrouble` when no answer came. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutputs[N]>
  /** Listens for an event; gives a function that stops listening. */
  on<N extends EventName>(name: N, listen: (data: Events[N]) => void): () => void
  /** Told at every change of the link. */
  onStatus(listen: (status: LinkStatus) => void): () => void
}

export interface StationOptions {
  readonly firstRetry?: number
  readonly longestRetry?: number
  /** How long a call, or the opening of the link, may take before the link counts as lost. */
  readonly timeout?: number
  /** What goes along with every call, for those that ask for it. */
  readonly token?: () => string | undefined
}

interface Pending {
  readonly resolve: (output: never) => void
  readonly reject: (reason: Error) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/** The socket's address beside the page's own. */
export function socketAddress(page: URL | Location, path: string = socketPath): string {
  const url = new URL(path, page.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return url.href
}

/** A link to the station at `address`; nothing happens before `open()`. */
export function stationAt(address: string, options: StationOptions = {}): Station {
  const { firstRetry = 100, longestRetry = 2000, timeout = 10_000, token } = options
  const waits = backoff(firstRetry, longestRetry)
  const pending = new Map<number, Pending>()
  const listeners = new Map<EventName, Set<(data: never) => void>>()
  const statusListeners = new Set<(status: LinkStatus) => void>()
  let socket: WebSocket | null = null
  let status: LinkStatus = 'waiting'
  let retry: ReturnType<typeof setTimeout> | undefined
  let lastId = 0

  function open(): void {
    if (socket) return
    clearTimeout(retry)
    if (status === 'taken-over') become('waiting')
    const opening = new WebSocket(address)
    socket = opening
    // A station that hangs still accepts connections; without this the link would wait for ever.
    const late = setTimeout(() => lose(opening, new LinkTrouble('LINK_LOST')), timeout)
    opening.onopen = () => {
      clearTimeout(late)
      waits.reset()
      become('open')
    }
    opening.onmessage = message => {
      if (socket === opening) receive(JSON.parse(message.data as string) as StationMessage)
    }
    opening.onclose = ({ code }) => {
      clearTimeout(late)
      if (code === closeCodes.takenOver) lose(opening, new LinkTrouble('TAKEN_OVER'))
      else lose(opening, new LinkTrouble('LINK_LOST'))
    }
  }

  function lose(lost: WebSocket, reason: LinkTrouble): void {
    if (socket !== lost) return
    drop(reason)
    become(reason.code === 'TAKEN_OVER' ? 'taken-over' : 'waiting')
    if (status === 'waiting') retry = setTimeout(open, waits.next())
  }

  function drop(reason: LinkTrouble): void {
    const dropped = socket
    socket = null
    dropped?.close()
    for (const { reject, timer } of pending.values()) {
      clearTimeout(timer)
      reject(reason)
    }
    pending.clear()
  }

  function receive(message: StationMessage): void {
    if ('event' in message) {
      for (const listen of listeners.get(message.event) ?? []) listen(message.data as never)
      return
    }
    const call = pending.get(message.id)
    if (!call) return
    pending.delete(message.id)
    clearTimeout(call.timer)
    if ('error' in message) call.reject(new Trouble(message.error.code, message.error.details))
    else call.resolve(message.output as never)
  }

  function become(next: LinkStatus): void {
    if (status === next) return
    status = next
    for (const listen of statusListeners) listen(next)
  }

  return {
    get status() {
      return status
    },
    open,
    close() {
      clearTimeout(retry)
      drop(new LinkTrouble('LINK_LOST'))
      become('waiting')
    },
    call(name, input) {
      const asked = socket
      if (asked?.readyState !== WebSocket.OPEN) return Promise.reject(new LinkTrouble('LINK_LOST'))
      const id = ++lastId
      return new Promise((resolve, reject) => {
        // A call that gets no answer means the station hangs: open a new link rather than trust this one.
        const timer = setTimeout(() => {
          pending.delete(id)
          reject(new LinkTrouble('CALL_TIMEOUT'))
          lose(asked, new LinkTrouble('LINK_LOST'))
        }, timeout)
        pending.set(id, { resolve, reject, timer })
        asked.send(JSON.stringify({ id, call: name, input, token: token?.() } satisfies CallMessage))
      })
    },
    on(name, listen) {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listen))
      return () => set.delete(listen)
    },
    onStatus(listen) {
      statusListeners.add(listen)
      return () => statusListeners.delete(listen)
    },
  }
}
