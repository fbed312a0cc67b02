/** The event's settings: `event.json` in the data folder. Every key has a default, so an empty or missing file is fine. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import english from '../../text/en.json' with { type: 'json' }
import { type Language, languageCodes, pseudoLanguage } from '../../text/languages.ts'
import { keysOf } from '../../text/messages.ts'
import { type OwnWords, ownGroups, wrongOwnWords } from '../../text/own-words.ts'
import { attractions } from '../contract/brand.ts'
import { purposes } from '../contract/consent.ts'
import { flashes, kioskSounds, lensSides } from '../contract/kiosk.ts'
import { type LookName, lookNames } from '../contract/looks.ts'
import { extraPictures, networks, shareWays } from '../contract/share.ts'
import { modes } from '../contract/visit.ts'
import { ifMissing } from '../system/files.ts'
import { nearest } from '../system/nearest.ts'
import { readSettings } from '../system/settings-check.ts'
import { standardGround } from './colour.ts'

const colour = z.string().regex(/^#[0-9a-fA-F]{6}$/, 'a colour such as #ff7a59')

/** A file's own name, never a way to another folder; empty is none. */
const brandFile = z
  .string()
  .regex(/^(?:[\p{L}\p{N}][\p{L}\p{N} ._-]{0,99})?$/u, 'the name of a file in brand/')
  .default('')

/** A letter of a hashtag, as a regular expression: also the marks and joiners that Hindi, Thai or Persian words have (UAX #31). */
export const inHashtag = '[\\p{L}\\p{M}\\p{N}_\\u200c\\u200d]'

/** Read in a few seconds by people who stand, in characters. */
const mostQuestion = 80

export const eventSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .default('Groundswell')
    .describe('Name of the event, as in the frame'),
  hashtag: z
    .string()
    .regex(new RegExp(`^#${inHashtag}{1,50}$`, 'u'), 'a # followed by letters, digits or _')
    .default('#groundswell')
    .describe('Hashtag, as in the frame'),
  brand: z.string().trim().min(1).max(60).default('Groundswell').describe('Who asks for the photo'),
  place: z.string().trim().max(60).default('').describe('Where the event is, as in the frame'),
  accent: colour.default('#ff7a59').describe("The brand's colour, used for the main action and the frame"),
  theme: z
    .strictObject({
      ground: colour.default(standardGround).describe("The kiosk's dark ground"),
      logo: brandFile.describe('An SVG, PNG or WebP'),
      background: brandFile.describe('A JPEG, PNG or WebP, or a video (MP4, WebM) without sound'),
      font: brandFile.describe('A WOFF2, TTF or OTF for headlines'),
      attract: z
        .enum(attractions)
        .default('photos')
        .describe(
          "What is seen between two visits: photos whose people allowed the event's screens, or none",
        ),
    })
    .prefault({})
    .describe('How the kiosk looks; the files lie in brand/ in the data folder'),
  language: z.enum(languageCodes).default('en').describe('Language of the kiosk and of the frame'),
  languages: z
    .array(z.enum(languageCodes))
    .default([...languageCodes])
    .describe("Languages that people can choose at the kiosk; the event's own is always one"),
  look: z.enum(lookNames).default('natural').describe("What becomes of a photo's colours"),
  template: z.string().default('swell').describe('The frame, a folder in templates/'),
  frames: z
    .array(z.string())
    .max(6)
    .default([])
    .describe('Further frames that people can pick instead, folders in templates/'),
  modes: z.array(z.enum(modes)).min(1).default(['photo']).describe('What people can have taken'),
  review: z
    .boolean()
    .default(true)
    .describe('Whether people look at their photo, and may try again, before they get its code'),
  remote: z
    .boolean()
    .default(true)
    .describe('Whether people can run their visit from their own phone, by a code on the welcome screen'),
  looks: z
    .array(z.enum(lookNames))
    .default([])
    .describe("Looks that people can choose from when they see their photo; empty is the event's own alone"),
  texts: z
    .partialRecord(z.enum(languageCodes), z.record(z.string(), z.string().trim().min(1).max(300)))
    .default({})
    .superRefine(checkOwnWords)
    .describe(
      'Own words in the place of the kiosk\'s, by language and key, such as {"en": {"attract.start": "Smile"}}',
    ),
  sounds: z
    .array(z.enum(kioskSounds))
    .default([...kioskSounds])
    .describe('What is heard; empty is silence'),
  mirrorResult: z.boolean().default(false).describe('Whether photos stay mirrored, as people saw themselves'),
  flash: z
    .enum(flashes)
    .default('auto')
    .describe('Whether the screen lights people up for the photo; auto: where it is dark'),
  count: z
    .int()
    .min(1)
    .max(9)
    .default(3)
    .describe(
      'From what the count before a photo begins, in seconds; before one photo more it is two longer',
    ),
  lens: z.enum(lensSides).default('top').describe('At which edge of the screen the camera is'),
  linkDays: z
    .int()
    .min(1)
    .max(365)
    .default(3)
    .describe('For how many days a photo that nobody allowed anything with is kept, and its link works'),
  consent: z
    .strictObject({
      ask: z.array(z.enum(purposes)).default(['screens', 'social']).describe('What the brand asks for'),
      days: z.int().min(1).max(3650).default(365).describe('For how many days a yes holds'),
      channels: z
        .string()
        .trim()
        .max(120)
        .default('')
        .describe("The brand's channels, such as @brand on Instagram"),
      territory: z
        .string()
        .trim()
        .max(80)
        .default('')
        .describe('Where pictures may be used; empty is worldwide'),
      privacy: z
        .string()
        .trim()
        .max(120)
        .default('')
        .describe('An address or telephone number where people can take their yes back'),
      children: z
        .strictObject({
          under: z.int().min(13).max(21).default(16).describe('Who is younger counts as a child'),
          allowed: z
            .enum(['no', 'guardian'])
            .default('no')
            .describe('no: pictures with children stay private; guardian: a parent or guardian may say yes'),
        })
        .prefault({}),
      contact: z
        .strictObject({
          key: z
            .string()
            .default('')
            .describe(
              "The brand's public key from `groundswell keys new`; without it, nobody is asked for an address",
            ),
          about: z
            .array(z.string().trim().min(1).max(60))
            .max(6)
            .default([])
            .describe('What the brand would write about; empty is news'),
          often: z.string().trim().max(60).default('').describe('How often; empty is at most once a month'),
        })
        .prefault({}),
    })
    .prefault({})
    .describe('What attendees are asked'),
  share: z
    .strictObject({
      way: z
        .enum(shareWays)
        .default('auto')
        .describe(
          "What the code opens. local: the kiosk, on the venue's network; public: the published page; auto: the page when publishing is well, else the kiosk",
        ),
      caption: z
        .string()
        .trim()
        .max(300)
        .default('')
        .describe('Words to post with, which people may change; empty is the name of the event'),
      networks: z
        .array(z.enum(networks))
        .default([...networks])
        .describe('The networks that the page offers, in this order'),
      pictures: z
        .array(z.enum(extraPictures))
        .default(['story', 'original'])
        .describe('What can be saved beside the framed picture'),
      link: z
        .strictObject({
          address: z
            .union([
              z.literal(''),
              z.url({ protocol: /^https$/, error: 'an address that begins with https://' }),
            ])
            .default('')
            .describe('An address for those who want to know more; empty is none'),
          words: z
            .string()
            .trim()
            .max(60)
            .default('')
            .describe("What it is called; empty is the brand's name"),
        })
        .prefault({}),
      wifi: z
        .strictObject({
          name: z.string().max(32).default('').describe("The guests' Wi-Fi, as it is called; empty is none"),
          password: z.string().max(63).default('').describe('Its password; empty is an open one'),
        })
        .prefault({})
        .describe('The Wi-Fi on which phones reach the kiosk'),
    })
    .prefault({})
    .describe('How people get their photo and post it'),
  story: z
    .strictObject({
      question: z
        .string()
        .trim()
        .max(mostQuestion)
        .default('')
        .describe('What people are asked beside their photo; empty is nothing'),
      questions: z
        .partialRecord(z.enum(languageCodes), z.string().trim().min(1).max(mostQuestion))
        .default({})
        .describe('The same in other languages; in those that are missing it is asked as it stands above'),
      inFrame: z
        .boolean()
        .default(true)
        .describe('Whether the words are written into the picture, where the frame has a place for them'),
      filter: z
        .array(z.string().trim().min(1).max(40))
        .max(500)
        .default([])
        .describe('Words that the event does not want there; a * stands for any letters'),
      seeFirst: z
        .boolean()
        .default(false)
        .describe('Whether staff see the words before the picture is published or goes to the brand'),
    })
    .prefault({})
    .describe('What people say beside their photo'),
})

/** An issue for each own text that cannot be said. */
function checkOwnWords(own: OwnWords, { addIssue }: z.core.$RefinementCtx<OwnWords>): void {
  for (const [language, texts] of Object.entries(own))
    for (const [key, words] of Object.entries(texts)) {
      const wrong = wrongOwnWords(english, key, words)
      if (wrong) addIssue({ code: 'custom', path: [language, key], message: expectedOf(wrong, key) })
    }
}

function expectedOf(wrong: NonNullable<ReturnType<typeof wrongOwnWords>>, key: string): string {
  if (wrong.why === 'gap') return `no gap {${wrong.gap}}, which nothing fills there`
  if (wrong.why === 'fixed') return `a text of ${ownGroups.join(', ')}: others say what the program does`
  const meant = nearest(key, keysOf(english))
  return `the key of a text${meant === null ? '' : `, such as "${meant}"`}`
}

/** The language may be the pseudo one, which no file can ask for. */
export type EventSettings = Omit<z.output<typeof eventSchema>, 'language'> & { readonly language: Language }

/** What a visit can be in, the event's own language first. */
export function offeredLanguages(event: EventSettings): readonly Language[] {
  return [...new Set([event.language, ...event.languages])]
}

/** The looks that people can choose from, the event's own first; it alone where nothing is to be chosen. */
export function offeredLooks(event: EventSettings): readonly LookName[] {
  return [...new Set([event.look, ...event.looks])]
}

/** Reads the event's settings from the data folder. Throws SETTINGS_NOT_JSON, SETTINGS_KEY_UNKNOWN or SETTINGS_VALUE. */
export async function loadEvent(dataFolder: string): Promise<EventSettings> {
  const file = join(dataFolder, 'event.json')
  return readSettings(eventSchema, await readFile(file, 'utf8').catch(ifMissing('{}')), file)
}

/** What people are asked beside their photo, and the language that it is in; null when nothing. */
export function storyQuestion(
  { story, language: own }: EventSettings,
  language: Language,
): { readonly language: Language; readonly words: string } | null {
  if (story.question === '') return null
  const words = language === pseudoLanguage ? undefined : story.questions[language]
  return words === undefined ? { language: own, words: story.question } : { language, words }
}
