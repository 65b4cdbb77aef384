/** Rules for what is shown of results. */
import { inkOn, shadeCount } from '../page/palette.js'

const heats = Array.from({ length: shadeCount - 1 }, (_, i) => i + 1)
  .map((i) => `.heat${i}{background:var(--shade${i});color:${inkOn(i)}}`)

export const resultRules = [
  ...heats,
  '.verdict{color:var(--ink);font-size:19px;line-height:1.45;margin:0 0 20px}.part{font-weight:600;margin:0 0 8px}',
  '.figures .main .value{color:var(--accent)}.figures .baseline .value{color:var(--muted);font-weight:500}.figures .label{display:block;max-width:26ch}',
  '.figures + .facts{margin-top:20px}',
  '.warnings{list-style:none;margin:0;padding:0;display:grid;gap:12px}.warnings li{background:var(--warnWash);border-left:4px solid var(--warn);border-radius:4px;padding:10px 16px;max-width:84ch}',
  '.confusion{border-collapse:separate;border-spacing:2px;overflow-wrap:normal}.confusion th,.confusion td{border:0;padding:6px;text-align:center}.confusion tbody th{text-align:right;font-weight:400;font-size:14px}.confusion thead th{font-weight:400;font-size:14px;vertical-align:bottom}',
  '.confusion caption{text-align:left;color:var(--muted);font-size:14px;padding:0 0 8px}',
  '.confusion td{min-width:34px;border-radius:4px}.confusion td a{color:inherit;display:block}',
  '.beside{display:flex;flex-wrap:wrap;gap:32px 56px}.beside > *{min-width:0;max-width:100%}',
  '.counts{overflow-wrap:normal}.counts th,.counts td{padding-right:14px}.counts tbody th{max-width:22ch;overflow-wrap:anywhere;min-width:6ch}',
  '.mistakes{margin:8px 0 0;padding-left:24px}.mistakes li{padding:2px 0}',
  '.groups{display:flex;flex-wrap:wrap;gap:20px 28px;margin-top:16px}.group{border-top:1px solid var(--rule);padding:8px 0 0;max-width:100%;min-width:0}.group:target{border-top:3px solid var(--accent);padding-top:6px}.group h4{margin:0 0 8px}',
  '.cases{display:flex;flex-wrap:wrap;gap:16px 20px;list-style:none;margin:8px 0 0;padding:0}.cases li{min-width:0;max-width:100%}',
  '.cases li.image{width:120px}.cases li.spectrogram{width:200px}.cases li.row{width:min(100%,420px)}.cases li.text{width:min(100%,68ch)}',
  '.cases img{display:block;width:100%;height:auto;image-rendering:pixelated;border-radius:4px;border:1px solid var(--rule)}',
  '.said{font-size:13px;line-height:1.4;margin:6px 0 0;color:var(--muted)}.said strong{display:block;color:var(--ink);font-weight:600}',
  '.rows{font-size:14px;overflow-wrap:normal}.rows th,.rows td{padding:5px 18px 5px 0;max-width:32ch}.rows tbody th{font-weight:400;min-width:20ch}.rows td:nth-child(2){min-width:28ch}.rows th.title{font-weight:600;padding-top:16px;max-width:none}.rows tbody:target th.title{color:var(--accent)}',
  '.shaded{white-space:pre-wrap;font:14px/1.7 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;margin:0;max-width:none}.shaded span{border-radius:2px}',
  '@media (max-width:600px){.rows tbody th{min-width:12ch}.rows td:nth-child(2){min-width:18ch}.confusion th,.confusion tbody th,.confusion thead th,.confusion td{padding:5px 2px;font-size:12px}.confusion td{min-width:24px}.counts{font-size:14px}.counts th,.counts td{padding-right:10px}}',
].join('')
