/** The kiosk page's entry. */
import './fonts.css'
import '../parts/scripts.ts'
import './tokens.css'
import './base.css'
import { mount } from 'svelte'
import { chooseLanguage } from '../../text/languages.ts'
import { loadMessages } from '../../text/load.ts'
import { socketAddress, stationAt } from '../client/station.ts'
import { Kiosk } from '../state/kiosk.svelte.ts'
import { stayAwake, tame } from '../state/taming.ts'
import { watchForOperator } from '../state/way-to-operator.ts'
import { Words } from '../state/words.svelte.ts'
import App from './App.svelte'

// Before the station has spoken, the browser's own wish decides.
const words = await Words.in(chooseLanguage(navigator.languages), loadMessages)
const kiosk = new Kiosk(stationAt(socketAddress(location)), words)
kiosk.reports.watch(window)
kiosk.link.open()
tame(window)
stayAwake(document)
watchForOperator(window, kiosk.toOperator)
mount(App, { target: document.body, props: { kiosk } })
