/** The operator page's entry. */
import './base.css'
import { mount } from 'svelte'
import { kioskWindowMark, operatorSocketPath } from '../../electron/contract/operator.ts'
import type { Shell } from '../../electron/contract/shell.ts'
import { socketAddress, stationAt } from '../client/station.ts'
import { Operator } from '../state/operator.svelte.ts'
import App from './App.svelte'

const operator = new Operator({
  openStation: token => stationAt(socketAddress(location, operatorSocketPath), { token }),
  isKioskWindow: location.hash === kioskWindowMark,
  toKiosk: () => location.replace('/kiosk/'),
  shell: (window as { shell?: Shell }).shell,
})
operator.open()
mount(App, { target: document.body, props: { operator } })
