/** The page's one style sheet: system fonts, light and dark by the reader's choice, for 390 pixels and more, and for paper. */
import { paletteRules } from './palette.js'
import { resultRules } from '../result/style.js'
import { plotRules } from '../svg/plot.js'

const base = [
  '*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}',
  'body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}',
  'header,main,footer{max-width:1080px;margin:0 auto;padding:0 24px}header{padding-top:48px;padding-bottom:8px}main{padding-bottom:32px}footer{padding-bottom:48px;color:var(--muted);font-size:14px}',
  'h1{font-size:34px;line-height:1.2;letter-spacing:-.02em;font-weight:700;margin:0 0 8px}h2{font-size:21px;letter-spacing:-.01em;line-height:1.3;margin:0 0 20px;font-weight:650}h3{font-size:16px;line-height:1.4;font-weight:600;margin:0}h4{font-size:14px;font-weight:600;margin:0}.above{margin-bottom:14px}',
  'p{margin:0 0 12px;max-width:72ch}a{color:var(--accent);text-underline-offset:3px}.lead{color:var(--muted);font-size:17px;margin:0}.note,.muted{color:var(--muted);font-size:14px}.note{margin:10px 0 0}',
  'nav{margin:20px 0 0}nav ul{display:flex;flex-wrap:wrap;gap:6px 20px;list-style:none;margin:0;padding:0;font-size:15px}',
  'main section{background:var(--card);border:1px solid var(--rule);border-radius:14px;padding:28px 32px 32px;margin:20px 0 0}',
  'figure{margin:0;min-width:0}.plot{container-type:inline-size}.plot svg[role=img]{display:block;width:100%;height:auto;margin-top:8px;overflow:visible}',
  'figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 20px}',
  '.keys{display:flex;flex-wrap:wrap;gap:2px 16px;list-style:none;margin:0;padding:0;font-size:14px;color:var(--muted)}.keys li{display:flex;align-items:center;gap:6px}.keys svg{flex:none}',
  '.grid2{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:32px}.grid3{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,260px),1fr));gap:28px}.stack{display:grid;gap:32px;grid-template-columns:minmax(0,1fr)}',
]

/** Texts of plots have about one size on the screen, however wide the plot is. */
const textSizes = [
  '.plot svg[role=img] text{font-size:9px}',
  ...[[900, 10], [760, 12], [600, 14], [500, 16.5], [420, 20], [350, 23], [280, 28]].map(([width, size]) =>
    `@container (max-width:${width}px){.plot svg[role=img] text{font-size:${size}px}}`),
]

const parts = [
  '.scroll{overflow-x:auto;max-width:100%}.tall{max-height:720px;overflow:auto}.scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:4px}',
  'table{border-collapse:collapse;font-size:15px;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:7px 24px 7px 0;border-bottom:1px solid var(--rule);vertical-align:top}th{font-weight:600}thead th{color:var(--muted);font-size:14px}td.number,th.number{text-align:right}',
  '.facts{display:grid;grid-template-columns:fit-content(40%) minmax(0,1fr);gap:6px 24px;margin:0;font-size:15px}.facts dt{color:var(--muted)}.facts dd{margin:0;font-variant-numeric:tabular-nums}',
  '.figures{display:flex;flex-wrap:wrap;gap:20px 44px;list-style:none;margin:0 0 8px;padding:0}.figures .value{display:block;font-size:44px;line-height:1.1;letter-spacing:-.03em;font-weight:700;font-variant-numeric:tabular-nums}.figures .label{color:var(--muted);font-size:14px}',
  'code,pre{font:13px/1.6 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}pre{margin:16px 0 0;padding:16px;background:var(--paper);border-radius:8px;min-width:max-content;overflow-wrap:normal}',
  'details{margin:0}summary{cursor:pointer;color:var(--accent);font-weight:550}details + details{margin-top:12px}.scroll + details{margin-top:20px}',
  '.bars{list-style:none;margin:0 0 28px;padding:0;font-size:15px}.bars li{display:grid;grid-template-columns:minmax(0,180px) minmax(0,1fr) 150px;gap:4px 20px;align-items:center;padding:6px 0;font-variant-numeric:tabular-nums}.bars svg{display:block;width:100%;height:16px}.bars svg rect{opacity:.85}',
  '.box{fill:var(--card);stroke:var(--line0);stroke-width:1.5}.box.plain{stroke:var(--rule)}.repeat{fill:none;stroke:var(--muted);stroke-dasharray:5 4}.arrow{fill:none;stroke:var(--muted);stroke-width:1.5}.head{fill:var(--muted);stroke:none}',
  'h3 + .natural,.natural{display:block}.natural text{font-size:13px}.natural text.shape{font-size:12px;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}',
  '.ridge{fill:var(--shade2);stroke:var(--line0);stroke-width:1.2;vector-effect:non-scaling-stroke}.ridge.warm{fill:var(--warnWash);stroke:var(--line1)}',
]

const narrow = '@media (max-width:600px){header,main,footer{padding-left:16px;padding-right:16px}header{padding-top:28px}h1{font-size:27px}main section{padding:20px 16px 24px;border-radius:10px}.figures .value{font-size:34px}.figures{gap:16px 28px}.bars li{grid-template-columns:minmax(0,1fr) max-content}.bars svg{grid-column:1/-1;grid-row:2}}'
const paper = '@media print{body{background:none;font-size:12px}nav{display:none}header,main,footer{max-width:none;padding:0}main section{border:0;padding:0;margin:24px 0 0}figure,tr,.figures{break-inside:avoid}h2,h3{break-after:avoid}.tall{max-height:none;overflow:visible}pre{min-width:0;white-space:pre-wrap}}'

/** Rules without texts from data. */
export const pageRules = (): string => [paletteRules(':root'), plotRules, ...base, ...textSizes, ...parts, resultRules, narrow, paper].join('')
