/** What a brand may ask to do with a photo, each for itself. */
export const purposes = [
  /** On the event's screens and in its gallery. */
  'screens',
  /** On the brand's own social channels. */
  'social',
  /** On the brand's website and in its mails. */
  'site',
  /** In paid advertising. */
  'ads',
  /** Write to the people in it; their address is sealed at once. */
  'contact',
] as const
export type Purpose = (typeof purposes)[number]

/** Who took an answer: the kiosk's screen, the attendee's own phone, or staff on request. */
export const ways = ['kiosk', 'phone', 'staff'] as const
export type Way = (typeof ways)[number]

/** People in a picture: more than this nobody asks one by one. */
export const mostPeople = 20
