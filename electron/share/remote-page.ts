/**
 * The visit on the phone that leads it: one decision a screen as on the kiosk, in the phone's own language, as plain forms
 * that work without JavaScript; with it, the page follows the kiosk and says what happens there.
 */
import { direction, say, type TextKey } from '../../text/index.ts'
import { type Language, languageCodes, nameOf } from '../../text/languages.ts'
import { wordingFor } from '../consent/wording.ts'
import { longestStory } from '../contract/story.ts'
import type { Mode, Picked, VisitVerb, VisitView } from '../contract/visit.ts'
import { type EventSettings, offeredLooks, storyQuestion } from '../event/settings.ts'
import { patience } from '../session/visit.ts'
import { remotePath } from './links.ts'
import { htmlPage, inHtml, readLook, wordsIn } from './markup.ts'

export interface RemotePages {
  /** Behind the kiosk's code: a phone takes the lead by sending this page's form, so that a mere look at the address takes nothing. */
  ask(token: string, language: Language): string
  page(screen: RemoteScreen): string
  /** What of the page changes with the visit. */
  part(screen: RemoteScreen): string
  /** For every address that opens nothing. */
  over(language: Language): string
  overPart(language: Language): string
}

export interface RemoteScreen {
  /** What the phone leads with. */
  readonly key: string
  /** Another one for every change. */
  readonly number: number
  readonly visit: VisitView
  /** What is taken, and in which frame. */
  readonly picked: Picked
  /** What can be taken. */
  readonly modes: readonly Mode[]
  /** Those that this can be taken in, the event's own first. */
  readonly frames: readonly { readonly name: string; readonly title: string }[]
  /** Whether photos get a page on the internet. */
  readonly isPublic: boolean
  readonly language: Language
  /** Whether what people say goes into the picture. */
  readonly isInFrame: boolean
  /** What this phone gave to say, one word of which is not wanted; null when all is well. */
  readonly unwanted: string | null
  /** The path of the page of the photo that this phone had taken; null when there is none. */
  readonly photoPage: string | null
}

/** How often a page without JavaScript loads itself anew, in seconds: soon while the kiosk goes on by itself, and else so that it can be read. */
const refreshes = { count: 2, other: 20 }

/** `event` gives names and colours, `folder` the built style and script. */
export function openRemotePages(event: EventSettings, folder?: string): RemotePages {
  const look = readLook(event, folder)
  const wordsFor = (language: Language) => wordsIn(language, { event: event.name, brand: event.brand })

  function document(language: Language, body: string, head = ''): string {
    return htmlPage({
      ...{ language, look, head },
      title: say(language, 'remote.title', { event: event.name }),
      body: `<main class="remote" id="remote">${body}</main>\n<script>${look.script}</script>`,
    })
  }

  function part(screen: RemoteScreen): string {
    const { number, visit, language } = screen
    const left = visit.until === undefined ? 0 : Math.max(0, visit.until - Date.now())
    const data = { at: visit.at, number, language, left, ...countOf(visit) }
    return `<div id="screen"${attributes(data)}>${content(screen)}</div>`
  }

  function content(screen: RemoteScreen): string {
    const { key, visit, picked, modes, frames, isPublic, language, photoPage } = screen
    const words = wordsFor(language)
    const form = (inner: string) => formOf(key, visit.at, inner)
    const main = (verb: VisitVerb, text: TextKey) => button('do', verb, words(text), 'main')
    const other = (verb: VisitVerb, text: TextKey) => button('do', verb, words(text))
    const stay = form(other('stay', 'stillThere.more'))
    const more = `<div class="ends"><p class="asks" role="alert" data-text="${words('stillThere.headline')}"></p>${stay}</div>`
    switch (visit.at) {
      case 'expect': {
        const lines = wordingFor(event, isPublic, language).lines.map(line => `<li>${inHtml(line)}</li>`)
        return `${headline(words('expect.headline'))}
<ul class="facts">${lines.join('')}</ul>
${form(main('agree', 'expect.agree') + other('done', 'expect.back'))}${more}`
      }
      case 'live': {
        const taken = modes.map(value => ({ value, text: words(`live.${value}`) }))
        const choices = frames.map(({ name, title }) => ({ value: name, text: inHtml(title) }))
        return `${headline(words('live.headline'))}
<p>${words('remote.live')}</p>
${form(main('count', 'live.shoot') + other('done', 'live.back'))}
${choicesOf(words('live.mode'), 'mode', taken, picked.mode, form)}
${choicesOf(words('live.frame'), 'frame', choices, picked.frame, form)}${more}`
      }
      case 'count':
        return `${headline(words('live.lookHere'))}
${visit.of > 1 ? `<p>${words('live.shots', { shot: visit.shot, of: visit.of })}</p>` : ''}
<p class="left" aria-hidden="true"></p>
${form(other('cancel', 'live.wait'))}`
      case 'review': {
        const choices = offeredLooks(event).map(value => ({ value, text: words(`look.${value}`) }))
        return `${headline(words('review.headline'))}
<p>${words('remote.review')}</p>
${form(main('keep', 'review.keep') + other('retake', 'review.retake'))}
${choicesOf(words('review.look'), 'look', choices, visit.photo.look, form)}${more}`
      }
      case 'story':
        return storyContent(screen, form) + more
      case 'takeaway': {
        const open = photoPage
          ? `<a class="main" id="photo" href="${photoPage}">${words('remote.open')}</a>`
          : `<p>${words('takeaway.how')}</p>`
        return `${headline(words('remote.ready'))}
${open}
${form(other('again', 'takeaway.again') + other('done', 'takeaway.done'))}${more}`
      }
      case 'thanks':
        return `${headline(words('thanks.headline'))}
<p>${words('thanks.words')}</p>
${form(other('again', 'takeaway.again') + other('done', 'takeaway.done'))}`
      default:
        // What several people say, each for themself, is said at the kiosk or on the photo's own page.
        return `${headline(words('remote.elsewhere'))}${more}`
    }
  }

  /** What people would like to say with their photo: the phone has a keyboard of its own. */
  function storyContent({ language, isInFrame, unwanted }: RemoteScreen, form: (inner: string) => string) {
    const words = wordsFor(language)
    const asked = storyQuestion(event, language)
    const goes = [words(isInFrame ? 'story.inFrame' : 'story.beside')]
    if (event.story.seeFirst) goes.push(words('story.seenFirst'))
    const note = unwanted === null ? goes.join(' ') : words('story.unwanted')
    const field = `<input class="text" name="story" maxlength="${longestStory}" dir="auto" autocomplete="off" value="${inHtml(unwanted ?? '')}" aria-labelledby="question" aria-describedby="goes">`
    const tongue = asked?.language ?? language
    return `<h1 tabindex="-1" id="question" lang="${tongue}" dir="${direction(tongue)}">${inHtml(asked?.words ?? '')}</h1>
${form(`${field}<p class="note" id="goes">${note}</p><button>${words('story.done')}</button>`)}
${form(button('story', '', words('story.skip')))}`
  }

  /** Every language there is, each under its own name. */
  function languages({ key, language, visit }: RemoteScreen): string {
    const names = languageCodes.map(
      one =>
        `<button name="language" value="${one}" lang="${one}"${one === language ? ' aria-current="true"' : ''}>${inHtml(nameOf(one))}</button>`,
    )
    return `<details class="languages"><summary>${wordsFor(language)('attract.language')}</summary>
${formOf(key, visit.at, names.join(''))}</details>`
  }

  const overPart = (language: Language) => {
    const words = wordsFor(language)
    return `<div id="screen" data-at="over">${headline(words('remote.over'))}<p>${words('remote.overNote')}</p></div>`
  }

  return {
    part,
    overPart,
    over: language => document(language, overPart(language)),
    ask(token, language) {
      const words = wordsFor(language)
      const body = `${headline(words('remote.ask'))}
<p>${words('remote.askNote')}</p>
<form id="take" method="post" action="${remotePath(token)}"><button class="main">${words('remote.take')}</button></form>`
      return document(language, body)
    },
    page(screen) {
      const { key, visit, language } = screen
      const words = wordsFor(language)
      const seconds = visit.at === 'count' ? refreshes.count : refreshes.other
      const said = `<p class="unseen" id="said" aria-live="assertive" data-taken="${words('remote.taken')}"></p>
<p class="notice" id="lost" role="status" data-text="${words('remote.lost')}"></p>`
      return document(
        language,
        `${said}${part(screen)}${languages(screen)}`,
        `<noscript><meta http-equiv="refresh" content="${seconds};url=${remotePath(key)}"></noscript>\n`,
      )
    },
  }
}

/** Takes the focus when it is new, so that a screen reader goes on from there. */
function headline(text: string): string {
  return `<h1 tabindex="-1">${text}</h1>`
}

function formOf(key: string, at: VisitView['at'], inner: string): string {
  return `<form method="post" action="${remotePath(key)}"><input type="hidden" name="at" value="${at}">${inner}</form>`
}

function button(name: string, value: string, text: string, kind = ''): string {
  return `<button name="${name}" value="${value}"${kind && ` class="${kind}"`}>${text}</button>`
}

function choicesOf(
  label: string,
  name: 'mode' | 'frame' | 'look',
  choices: readonly { readonly value: string; readonly text: string }[],
  chosen: string | undefined,
  form: (inner: string) => string,
): string {
  if (choices.length < 2) return ''
  const buttons = choices.map(
    ({ value, text }) =>
      `<button name="${name}" value="${inHtml(value)}" aria-pressed="${value === chosen}">${text}</button>`,
  )
  return `<div class="choose" role="group" aria-label="${label}"><p aria-hidden="true">${label}</p>${form(buttons.join(''))}</div>`
}

/** What a count began with, and how long ago, in milliseconds. */
function countOf(visit: VisitView): { seconds?: number; since?: number } {
  if (visit.at !== 'count') return {}
  return { seconds: visit.seconds, since: Math.max(0, Date.now() - (visit.until - patience.count)) }
}

function attributes(data: Readonly<Record<string, string | number>>): string {
  return Object.entries(data)
    .map(([name, value]) => ` data-${name}="${value}"`)
    .join('')
}
