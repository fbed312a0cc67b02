/** Whether a headline, with the names of the brand and the event in it, needs smaller letters. */
export const isLong = (headline: string): boolean => headline.length > 60
