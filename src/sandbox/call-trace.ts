import type { MessagePlace, RequestRecord, WorldEvent } from './types.js';
import type { World } from './world.js';

/** What one call did, as the world told it while the call was carried out. */
export type CallTrace = Pick<RequestRecord, 'made' | 'repeated' | 'innerCalls'>;

/**
 * Carries out a call and writes down what it did. Calls are carried out at one go, so whatever the world tells meanwhile is
 * this call's doing.
 */
export function traced<T>(world: World, call: () => T): { readonly result: T; readonly trace: CallTrace } {
  const made: MessagePlace[] = [];
  const repeated: MessagePlace[] = [];
  let innerCalls = 0;
  const off = world.on((event: WorldEvent) => {
    if (event.type === 'inner-call') innerCalls += 1;
    else if (event.type === 'repeat') repeated.push(placeOf(event.message));
    else if (event.type === 'message' || event.type === 'edit' || event.type === 'delete')
      made.push(placeOf(event.message));
  });
  try {
    const result = call();
    return {
      result,
      trace: {
        ...(made.length > 0 && { made }),
        ...(repeated.length > 0 && { repeated }),
        ...(innerCalls > 0 && { innerCalls }),
      },
    };
  } finally {
    off();
  }
}

const placeOf = ({ peerId, cmid }: MessagePlace): MessagePlace => ({ peerId, cmid });
