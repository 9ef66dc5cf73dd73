import type { Config } from '../config.js';

/** In the embedded MongoDB the demo has a database of its own, so that its made-up people never meet the real ones. */
export const databaseName = ({ demo }: Config): string => (demo ? 'zvonok-demo' : 'zvonok');
