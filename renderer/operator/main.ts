/** The operator page's entry. */
import '../parts/scripts.ts'
import './base.css'
import { mount } from 'svelte'
import { kioskWindowMark, operatorSocketPath } from '../../electron/contract/operator.ts'
import type { Shell } from '../../electron/contract/shell.ts'
import { chooseLanguage } from '../../text/languages.ts'
import { loadMessages } from '../../text/load.ts'
import { putBrandFile } from '../client/bytes.ts'
import { socketAddress, stationAt } from '../client/station.ts'
import { Operator } from '../state/operator.svelte.ts'
import { Words } from '../state/words.svelte.ts'
import App from './App.svelte'

// Before the station has spoken, the browser's own wish decides.
const words = await Words.in(chooseLanguage(navigator.languages), loadMessages)
const operator = new Operator({
  words,
  openStation: token => stationAt(socketAddress(location, operatorSocketPath), { token }),
  isKioskWindow: location.hash === kioskWindowMark,
  toKiosk: () => location.replace('/kiosk/'),
  bringFile: putBrandFile,
  shell: (window as { shell?: Shell }).shell,
})
operator.open()
mount(App, { target: document.body, props: { operator } })
