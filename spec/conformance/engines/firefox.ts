/** SpiderMonkey in a page: Debian's Firefox. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from './engine.js'
import { shown, type Browser } from './page.js'
import { says } from './shell.js'

/** No dialog about a page that takes long, no first run, nothing from elsewhere. */
const preferences = `
user_pref('dom.max_script_run_time', 0);
user_pref('browser.shell.checkDefaultBrowser', false);
user_pref('browser.aboutwelcome.enabled', false);
user_pref('datareporting.policy.dataSubmissionEnabled', false);
user_pref('network.captive-portal-service.enabled', false);
user_pref('network.connectivity-service.enabled', false);
user_pref('app.normandy.enabled', false);
`

const show = (url: string): Promise<Browser> => {
  const profile = mkdtempSync(join(tmpdir(), 'tenfold-firefox-'))
  writeFileSync(join(profile, 'user.js'), preferences)
  const args = ['--headless', '--no-remote', '--profile', profile, url]
  const child = spawn('firefox-esr', args, { stdio: 'ignore', detached: true })
  const gone = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', () => resolve('the browser ended'))
  })
  return Promise.resolve({
    gone,
    close: async () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
      await gone
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  })
}

export const firefox: Engine = {
  name: 'Firefox',
  find: async () => {
    const version = await says('firefox-esr', ['--version'])
    return version === undefined ? 'no firefox-esr: apt-get install firefox-esr'
      : { version: /\d+(\.\d+)+\w*/.exec(version)?.[0] ?? version, run: (file) => shown(file, show) }
  },
}
