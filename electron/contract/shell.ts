/** What only the Electron shell can do for its kiosk page. In a plain browser `window.shell` is not there. */
export interface Shell {
  /** The shell's version. */
  readonly version: () => Promise<string>
  /** Stops the station and closes Groundswell. */
  readonly quit: () => Promise<void>
  /** Closes Groundswell and starts it again. */
  readonly relaunch: () => Promise<void>
}

export const shellVerbs = ['version', 'quit', 'relaunch'] as const satisfies readonly (keyof Shell)[]

/** The channel on which a verb travels. */
export const shellChannel = (verb: keyof Shell) => `shell:${verb}` as const
