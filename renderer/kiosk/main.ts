/** The kiosk page's entry. */
import './fonts.css'
import './tokens.css'
import './base.css'
import { mount } from 'svelte'
import { socketAddress, stationAt } from '../client/station.ts'
import { Kiosk } from '../state/kiosk.svelte.ts'
import { watchForOperator } from '../state/way-to-operator.ts'
import App from './App.svelte'

const kiosk = new Kiosk(stationAt(socketAddress(location)))
kiosk.reports.watch(window)
kiosk.link.open()
watchForOperator(window, kiosk.toOperator)
mount(App, { target: document.body, props: { kiosk } })
