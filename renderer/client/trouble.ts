/** Why a call got no answer from the station: nothing was said about the call itself, so it may have been carried out. */
export type LinkTroubleCode = 'LINK_LOST' | 'CALL_TIMEOUT' | 'TAKEN_OVER'

/** The way to the station failed, not the call. Refusals by the station are `Trouble`s. */
export class LinkTrouble extends Error {
  override readonly name = 'LinkTrouble'
  readonly code: LinkTroubleCode

  constructor(code: LinkTroubleCode) {
    super(code)
    this.code = code
  }
}
