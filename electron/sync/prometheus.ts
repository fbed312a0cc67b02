/** The sync's health in Prometheus's text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Pure. */
import { type SyncHealth, syncStates } from '../contract/sync.ts'

interface Metric {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  /** Labels, as `name="value"`, with their values; null is not told. */
  readonly values: readonly (readonly [labels: string, value: number | null])[]
}

export function prometheusText(health: SyncHealth): string {
  return metricsOf(health)
    .map(({ name, type, help, values }) => {
      const lines = values
        .filter(([, value]) => value !== null)
        .map(([labels, value]) => `groundswell_${name}${labels && `{${labels}}`} ${value}\n`)
      return `# HELP groundswell_${name} ${help}\n# TYPE groundswell_${name} ${type}\n${lines.join('')}`
    })
    .join('')
}

function metricsOf(health: SyncHealth): Metric[] {
  const { waiting, removals } = health
  const one = (value: number | null) => [['', value]] as const
  const by = (label: string, values: Readonly<Record<string, number>>) =>
    Object.entries(values).map(([name, value]) => [`${label}="${name}"`, value] as const)
  return [
    {
      ...{ name: 'sync_state', type: 'gauge', help: 'What the sync does: 1 for the state it is in.' },
      values: syncStates.map(state => [`state="${state}"`, Number(state === health.state)]),
    },
    {
      ...{ name: 'sync_waiting', type: 'gauge', help: 'Photos not at the storage as they should be.' },
      values: by('kind', { ...waiting }),
    },
    {
      ...{ name: 'sync_oldest_seconds', type: 'gauge', help: 'How long the oldest of them has waited.' },
      values: one(health.oldestSeconds ?? 0),
    },
    {
      ...{ name: 'sync_failing', type: 'gauge', help: 'Photos whose last attempt failed, by reason.' },
      values: by('reason', health.failing),
    },
    {
      ...{ name: 'sync_retries_total', type: 'counter', help: 'Attempts that failed, by reason.' },
      values: by('reason', health.retries),
    },
    {
      ...{ name: 'sync_sent_bytes_total', type: 'counter', help: 'Bytes of objects sent.' },
      values: one(health.bytes),
    },
    {
      ...{ name: 'sync_delivered_total', type: 'counter', help: 'Photos brought to where they should be.' },
      values: one(health.delivered),
    },
    {
      ...{ name: 'sync_mismatches_total', type: 'counter', help: 'Objects read back as something else.' },
      values: one(health.mismatches),
    },
    {
      ...{ name: 'sync_removals_total', type: 'counter', help: 'Photos taken down at the storage.' },
      values: one(removals.count),
    },
    {
      ...{
        name: 'sync_removal_seconds_average',
        type: 'gauge',
        help: 'From withdrawal to gone, on average.',
      },
      values: one(removals.averageSeconds),
    },
    {
      ...{ name: 'sync_removal_seconds_most', type: 'gauge', help: 'From withdrawal to gone, at most.' },
      values: one(removals.mostSeconds),
    },
    {
      ...{ name: 'sync_clock_offset_seconds', type: 'gauge', help: "How far the storage's clock is ahead." },
      values: one(health.clockOffsetSeconds),
    },
    {
      ...{
        name: 'sync_station_twice',
        type: 'gauge',
        help: '1 when another station writes under this name.',
      },
      values: one(health.twin ? 1 : 0),
    },
    {
      ...{ name: 'disk_free_hours', type: 'gauge', help: 'Hours of photos that fit on the disk.' },
      values: one(Math.floor(health.freeHours)),
    },
  ]
}
