/** Where a program writes: everything is named after the state. */

const stem = (file: string, end: string): string => (file.endsWith(end) ? file.slice(0, -end.length) : file)

/** Where the trained state goes if nothing else is said: a file in the current folder. */
export const stateFile = (name: string): string => `${name}.safetensors`

/** Where the receipt of a state goes: beside it. */
export const receiptFile = (save: string): string => `${stem(save, '.safetensors')}.receipt.json`

/** Where a training is kept while it runs. */
export const checkpointFile = (save: string): string => `${stem(save, '.safetensors')}.checkpoint.safetensors`

/** Where the report goes that nothing is said of. */
export const reportFile = (save: string): string => `${stem(save, '.safetensors')}.html`

/** Where the events of a run go: beside its report. */
export const runFile = (report: string): string => `${stem(report, '.html')}.run.jsonl`
