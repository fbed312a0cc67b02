/**
 * What `npm run build` makes, an environment each: the kiosk's and the operator's page, the phone page's script
 * and style, the Electron shell, and the station and its commands for the packaged app. From sources the station needs no build.
 */
import { copyFile, readFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type EnvironmentOptions, minify, type Plugin, transformWithOxc } from 'vite'

const at = (path: string) => join(import.meta.dirname, path)

/** The phones of the last seven years or so. */
const oldPhones = { js: 'es2019', css: ['chrome80', 'safari13', 'firefox78'] }

const kiosk: EnvironmentOptions = page('kiosk', { emptyOutDir: true })
const operator: EnvironmentOptions = page('operator', { emptyOutDir: false })

/** The page in `renderer/<name>`, in `dist/pages/<name>`: the kiosk door serves what lies there under the same names. */
function page(name: string, { emptyOutDir }: { emptyOutDir: boolean }): EnvironmentOptions {
  return {
    consumer: 'client',
    build: {
      outDir: at('dist/pages'),
      emptyOutDir,
      assetsDir: `${name}/assets`,
      // The kiosk's own Chromium or Electron, never anything older.
      target: 'chrome120',
      // Everything comes from this machine, so a second request costs less than a larger file.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: at(`renderer/${name}/index.html`),
        output: {
          // Both pages use the same fonts, so both name the same files.
          assetFileNames: ({ names }) =>
            `${/\.(woff2|ttf)$/.test(names[0] ?? '') ? 'fonts' : `${name}/assets`}/[name]-[hash][extname]`,
        },
      },
    },
  }
}

/** In the page before whatever it asks for; the kiosk door allows the script by its hash. */
const comeBack: Plugin = {
  name: 'come-back',
  async transformIndexHtml() {
    const file = at('renderer/client/come-back.ts')
    const script = await transformWithOxc(await readFile(file, 'utf8'), file)
    const { code } = await minify(file, script.code)
    return [{ tag: 'script', children: code, injectTo: 'head-prepend' }]
  },
}

/** One classic script: the page it stands in is made by the station and must open on any phone. */
const phoneScript: EnvironmentOptions = {
  consumer: 'client',
  build: {
    outDir: at('dist/phone'),
    emptyOutDir: true,
    target: oldPhones.js,
    rolldownOptions: {
      input: at('renderer/phone/phone.ts'),
      output: { format: 'iife', entryFileNames: 'phone.js' },
    },
  },
}

const phoneStyle: EnvironmentOptions = {
  consumer: 'client',
  build: {
    outDir: at('dist/phone'),
    // The script is there already.
    emptyOutDir: false,
    cssTarget: oldPhones.css,
    rolldownOptions: { input: at('renderer/phone/phone.css'), output: { assetFileNames: 'phone.css' } },
  },
}

const shell: EnvironmentOptions = forNode('dist/shell', { main: at('electron/main.ts') })

/** A sandboxed preload must be CommonJS; it joins the shell. */
const preload: EnvironmentOptions = forNode('dist/shell', { preload: at('electron/preload.ts') }, 'cjs')

const station: EnvironmentOptions = forNode('dist/station', {
  station: at('electron/station.ts'),
  cli: at('electron/cli.ts'),
})

/** Our own modules in one file each, npm's packages left where they are. */
function forNode(
  outDir: string,
  input: Record<string, string>,
  format: 'es' | 'cjs' = 'es',
): EnvironmentOptions {
  return {
    consumer: 'server',
    build: {
      outDir: at(outDir),
      emptyOutDir: format === 'es',
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input,
        platform: 'node',
        external: id => isBuiltin(id) || /^[@a-z]/i.test(id),
        output: { format, entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js' },
      },
    },
  }
}

/** Fonts come from this machine: letters wait some milliseconds for theirs, rather than show as boxes first. */
const waitForLetters: Plugin = {
  name: 'wait-for-letters',
  enforce: 'pre',
  transform: {
    filter: { id: /@fontsource-variable\/.*\.css$/ },
    handler: css => css.replaceAll('font-display: swap', 'font-display: block'),
  },
}

const environments = { client: kiosk, operator, phoneScript, phoneStyle, shell, preload, station }

export default defineConfig({
  root: at('renderer'),
  plugins: [svelte({ configFile: false }), comeBack, waitForLetters],
  publicDir: false,
  environments,
  builder: {
    async buildApp(builder) {
      for (const name of Object.keys(environments)) await builder.build(builder.environments[name]!)
      await copyFile(at('electron/one-moment.html'), at('dist/shell/one-moment.html'))
    },
  },
})
