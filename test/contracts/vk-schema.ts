import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';

const FOLDER = new URL('../../../shared/data/vk-api/', import.meta.url);
const BUNDLE = fileURLToPath(new URL('vk-5.199.bundle.json', FOLDER));
const VALIDATOR = fileURLToPath(new URL('vk-schema.cjs', FOLDER));

/** Checks against VK's published schema 5.199; each gives a list of errors, empty for valid. */
export type VkSchema = {
  params(method: string, params: Readonly<Record<string, unknown>>): string[];
  response(method: string, body: unknown): string[];
  event(update: { readonly type: string; readonly object: unknown }): string[];
  tokenTypes(method: string): string[] | undefined;
};

/** VK's schema, or `undefined` where its folder does not lie beside the repository. */
function loadVkSchema(): VkSchema | undefined {
  if (!existsSync(BUNDLE) || !existsSync(VALIDATOR)) return undefined;
  // the validator lies outside the repository and finds no packages there: it is given ours
  const ours = createRequire(import.meta.url);
  const requireFor = (name: string): unknown => (name === 'ajv' ? ours('ajv') : ours(BUNDLE));
  const module: { exports: unknown } = { exports: {} };
  const run = compileFunction(readFileSync(VALIDATOR, 'utf8'), ['require', 'module']);
  run(requireFor, module);
  return module.exports as VkSchema;
}

export const vkSchema: VkSchema | undefined = loadVkSchema();

/** Put into the titles of what is skipped without the schema. */
export const SCHEMA_NOTE = vkSchema === undefined ? ' (skipped: ../shared/data/vk-api is not there)' : '';

/** Real parameters that the published schema has forgotten. */
const FORGOTTEN: Readonly<Record<string, readonly string[]>> = {
  'groups.setLongPollSettings': ['message_event'],
  'groups.setCallbackSettings': ['message_event'],
};

/** What the schema says against a call and its answer; nothing without the schema. */
export function faultsOf(
  method: string,
  params: Readonly<Record<string, string>>,
  answer: unknown,
): string[] {
  if (vkSchema === undefined) return [];
  const forgotten = FORGOTTEN[method] ?? [];
  const known = Object.fromEntries(Object.entries(params).filter(([name]) => !forgotten.includes(name)));
  const { code, ...rest } = known;
  // the schema knows neither the script of `execute` nor that it may return a list
  if (method === 'execute') return code === undefined ? ['no code'] : vkSchema.params(method, rest);
  return [...vkSchema.params(method, known), ...vkSchema.response(method, answer)];
}
