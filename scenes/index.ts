import { bindingScene } from './binding.scene.js';
import type { BindingDeps } from './binding-turns.js';
import { runnable, type RunnableScene } from './engine.js';
import { linkScene, type LinkDeps } from './link.scene.js';
import { unbindScene, type UnbindDeps } from './unbind.scene.js';

export type SceneDeps = BindingDeps & LinkDeps & UnbindDeps;
export type SceneId = 'binding' | 'link' | 'unbind';

/** Every dialog of the bot. */
export const scenes: Readonly<Record<SceneId, RunnableScene<SceneDeps>>> = {
  binding: runnable(bindingScene),
  link: runnable(linkScene),
  unbind: runnable(unbindScene),
};

/** Whether a kept dialog's scene is still one of ours: another release may have had others. */
export const isScene = (id: string): id is SceneId => Object.hasOwn(scenes, id);
