/** The files in the data folder that hold secrets: the open one, and the one that only the keychain opens. */
export const secretFiles = { open: 'secrets.json', sealed: 'secrets.sealed' } as const
