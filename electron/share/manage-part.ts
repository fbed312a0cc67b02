/**
 * The part of a photo's page below the save button: the short code, what the brand may do, the question, and the way
 * out. Plain forms, so that all of it works without JavaScript.
 */
import type { Language } from '../../text/index.ts'
import type { Photo } from '../capture/photos.ts'
import type { Gate } from '../consent/gate.ts'
import type { ConsentAsk } from '../contract/calls.ts'
import { mostPeople, type Purpose } from '../contract/consent.ts'
import type { EventSettings } from '../event/settings.ts'
import { type AnswerForm, longest, type Notice, notices, questionMark, signatureSize } from './answer-form.ts'
import { sharePath } from './links.ts'
import { date, inHtml, type Words } from './markup.ts'

/** How a photo stands with the brand, in the page's language. */
export interface Stands {
  /** Null when the brand asks for nothing. */
  readonly ask: ConsentAsk | null
  /** What the brand asks for, and what it asked for earlier and somebody said yes to. */
  readonly purposes: readonly PurposeStands[]
  /** The photo's newest entry. */
  readonly seen: number
  /** A mark for this page's form that no other has. */
  readonly form: string
}

export interface PurposeStands {
  readonly purpose: Purpose
  /** The exact words that the ledger keeps. */
  readonly words: string
  readonly isAsked: boolean
  readonly standing: ReturnType<Gate['standing']>
}

/** An answer that was not written down: why, and what was typed. Its ticks are gone, for a yes is given anew. */
export interface Unwritten {
  readonly notice: Notice
  readonly typed?: AnswerForm | undefined
}

export interface ManageView {
  readonly photo: Photo
  readonly stands: Stands
  readonly event: EventSettings
  readonly language: Language
  /** They know the event and the brand. */
  readonly words: Words
  readonly unwritten?: Unwritten | undefined
}

/** The place on the page that every form leads back to. */
const place = '#manage'

/** How many people an answer that still counts, or a group's, spoke of; null when nobody has said. */
export function knownPeople({ purposes }: Stands): number | null {
  const said = purposes
    .map(({ standing }) => standing)
    .filter(({ agreed, people }) => agreed > 0 || people > 1)
  return said.length > 0 ? Math.max(...said.map(({ people }) => people)) : null
}

export function codeLine(photo: Photo, words: Words): string {
  if (!photo.code) return ''
  const spaced = `${photo.code.slice(0, 3)} ${photo.code.slice(3)}`
  return `<p class="small">${words('phone.code').replace('{code}', () => `<b class="code">${inHtml(spaced)}</b>`)}</p>`
}

/** Staff have taken their words out of the picture: whoever wrote them is told. */
export function leftOut({ story_sight }: Photo, words: Words): string {
  return story_sight === 'not' ? `<p class="small">${words('phone.leftOut')}</p>` : ''
}

export function managePart(view: ManageView): string {
  const { photo, stands, words, unwritten } = view
  const { ask } = stands
  const values = { age: view.event.consent.children.under, least: knownPeople(stands) ?? 1, most: mostPeople }
  const notice = unwritten
    ? `<p class="notice" role="alert">${words(notices[unwritten.notice].words, values)}</p>`
    : ''
  const open = stands.purposes.filter(({ isAsked, standing }) => isAsked && !standing.allowed)
  return `<div class="manage" id="manage">
${notice}
${stands.purposes.length > 0 ? rows(view) : ''}
${ask && open.length > 0 ? question(view, ask, open) : ''}
${stands.seen > 0 ? receiptLinks(view) : ''}
<p class="way-out"><a href="${sharePath(photo.token)}/delete">${words('phone.delete')}</a></p>
</div>`
}

/** What was asked and answered, to read and to keep. */
function receiptLinks({ photo, words }: ManageView): string {
  const here = sharePath(photo.token)
  return `<p class="way-out"><a href="${here}/receipt.txt">${words('phone.receipt')}</a></p>
<p class="way-out"><a href="${here}/receipt.json" download="receipt.json">${words('phone.receiptFile')}</a></p>`
}

function rows({ photo, stands, language, words }: ManageView): string {
  const row = ({ purpose, standing, words: what }: PurposeStands) => {
    const { state, text } = inWords(standing, language, words)
    const id = `may-${purpose}`
    const takeBack = `<form method="post" action="${sharePath(photo.token)}/take-back${place}">
<input type="hidden" name="purpose" value="${purpose}">
<button aria-describedby="${id}">${words('phone.takeBack')}</button>
</form>`
    return `<li class="${state}">
<p id="${id}">${inHtml(what)}</p>
<div class="stands"><p class="state">${text}</p>${standing.agreed > 0 ? takeBack : ''}</div>
</li>`
  }
  return `<h2>${words('phone.may')}</h2>
<ul class="purposes">
${stands.purposes.map(row).join('\n')}
</ul>`
}

function inWords(
  { allowed, agreed, people, until }: PurposeStands['standing'],
  language: Language,
  words: Words,
): { state: 'allowed' | 'partly' | 'not'; text: string } {
  if (allowed && until !== null)
    return { state: 'allowed', text: words('phone.allowedUntil', { date: date(language, until, 'medium') }) }
  if (agreed > 0) return { state: 'partly', text: words('phone.partly', { agreed, people }) }
  return { state: 'not', text: words('phone.notAllowed') }
}

/** Nothing is ticked, whatever came before, not even by a browser that fills forms again; no is as large as yes. */
function question(view: ManageView, ask: ConsentAsk, open: readonly PurposeStands[]): string {
  const { photo, stands, event, words, unwritten } = view
  const { typed } = unwritten ?? {}
  const known = knownPeople(stands)
  const someAllowed = stands.purposes.some(({ standing }) => standing.allowed)
  const hidden = [
    ...open.map(({ purpose }) => ['asked', purpose]),
    ['language', ask.language],
    ['seen', stands.seen],
    ['question', questionMark(ask)],
    ['form', stands.form],
  ]
  const choice = ({ purpose, words: what }: PurposeStands) => `<div class="choice">
<input type="checkbox" id="give-${purpose}" name="given" value="${purpose}">
<label for="give-${purpose}">${inHtml(what)}</label>
${purpose === 'contact' ? addressField(words, typed) : ''}
</div>`
  return `<details${unwritten ? ' open' : ''}>
<summary><span id="asked">${inHtml(ask.headline)}</span></summary>
<form class="question" method="post" action="${sharePath(photo.token)}/answer${place}" autocomplete="off">
${hidden.map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('\n')}
<p>${inHtml(ask.lead)}</p>
<div class="choices" role="group" aria-labelledby="asked">
${open.map(choice).join('\n')}
</div>
<div class="field">
<label for="people">${words('consent.people')}</label>
<input class="text" type="number" id="people" name="people" inputmode="numeric" min="${known ?? 1}" max="${mostPeople}" value="${typed?.people ?? known ?? ''}" required aria-describedby="each">
<p class="note" id="each">${words('phone.each')}</p>
</div>
<div class="choice">
<input type="checkbox" id="children" name="children" value="yes" aria-describedby="children-note">
<label for="children">${inHtml(ask.children)}</label>
<p class="note" id="children-note">${inHtml(ask.childrenNote)}</p>
${event.consent.children.allowed === 'guardian' ? guardianFields(words, typed) : ''}
</div>
<div class="terms">${ask.terms.map(line => `<p class="note">${inHtml(line)}</p>`).join('')}</div>
<div class="answers">
<button name="say" value="yes">${words('phone.yes')}</button>
<button name="say" value="no" formnovalidate>${words(someAllowed ? 'phone.noMore' : 'consent.no')}</button>
</div>
</form>
</details>`
}

function addressField(words: Words, typed?: AnswerForm): string {
  return `<div class="field">
<label for="address">${words('phone.address')}</label>
<input class="text" type="email" id="address" name="address" autocomplete="email" maxlength="${longest.address}" value="${inHtml(typed?.address ?? '')}" aria-describedby="address-note">
<p class="note" id="address-note">${words('phone.addressNote')}</p>
</div>`
}

/** Shown once the tick says that there is a child. A typed name is no signature: who cannot draw one asks the staff. */
function guardianFields(words: Words, typed?: AnswerForm): string {
  const { width, height } = signatureSize
  const field = (name: string, label: string, value = '') => `<div class="field">
<label for="${name}">${label}</label>
<input class="text" id="${name}" name="${name}" maxlength="${longest.name}" value="${inHtml(value)}">
</div>`
  return `<div class="guardian">
${field('guardian-name', words('phone.guardianName'), typed?.guardianName)}
${field('guardian-relation', words('phone.guardianRelation'), typed?.guardianRelation)}
<div class="field" id="sign" hidden>
<p id="sign-label">${words('phone.signature')}</p>
<svg class="pad" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="sign-label" aria-describedby="sign-help"><text x="${width / 2}" y="${height - 24}">${words('phone.signatureHow')}</text><path/></svg>
<input type="hidden" name="signature">
<button type="button">${words('phone.signAgain')}</button>
</div>
<p class="note" id="sign-help">${words('phone.signatureHelp')}</p>
</div>`
}
