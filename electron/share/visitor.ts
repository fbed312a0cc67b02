/** Who opens a page, as far as they say so themselves. The names are those of github.com/monperrus/crawler-user-agents. */
import type { Visitor } from '../journal/kinds.ts'

/** Networks and messengers that fetch what they show beside a link. Messages of Apple calls itself facebookexternalhit. */
const previews =
  /facebookexternalhit|facebot|meta-externalfetcher|twitterbot|linkedinbot|^whatsapp\/|telegrambot|slackbot|slack-imgproxy|discordbot|skypeuripreview|microsoftpreview|pinterestbot|^pinterest\/|redditbot|cardyb|mastodon\/|^viber|bingpreview/i

/** Search engines, and programs that nobody looks at. A Cubot is a phone. */
const bots =
  /(?<!cu)bot\b|crawl|spider|slurp|googleother|google-inspectiontool|meta-externalagent|^(?:curl|wget|python|go-http-client|java|okhttp|axios|node|libwww)\b/i

/** What a request's `User-Agent` says. Every browser sends one; in-app browsers, such as `[Pinterest/iOS]`, are people's. */
export function visitorOf(userAgent: string | undefined): Visitor {
  if (!userAgent) return 'bot'
  if (previews.test(userAgent)) return 'preview'
  return bots.test(userAgent) ? 'bot' : 'person'
}
