import { appendFileSync } from 'node:fs';

/** A loader's hook: writes the address of every module that is loaded into the file that TRACE_MODULES names. */
export function load(url, context, nextLoad) {
  appendFileSync(process.env.TRACE_MODULES, `${url}\n`);
  return nextLoad(url, context);
}
