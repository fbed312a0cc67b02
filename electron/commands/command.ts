/** A command of the command line: its words in, lines out through `print`, and the exit code. Throws a Trouble for what a person must mend. */
export type Command = (args: readonly string[], print: (line: string) => void) => Promise<number>
