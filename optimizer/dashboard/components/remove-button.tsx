import { useState } from 'preact/hooks';
import type { VNode } from 'preact';
import type { Answer } from '../api.js';
import { ActionButton } from '../parts/action.js';

/** Asks once more before something goes for good. */
export function RemoveButton({
  name,
  remove,
  changed,
}: {
  readonly name: string;
  readonly remove: () => Promise<Answer<unknown>>;
  readonly changed: () => void;
}): VNode {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked)
    return (
      <button type="button" class="danger" onClick={() => setAsked(true)}>
        Remove it …
      </button>
    );
  return (
    <ActionButton
      kind="danger"
      said="Removed"
      call={async () => {
        const answer = await remove();
        return answer.ok ? { ok: true, data: true } : answer;
      }}
      done={changed}
    >
      Remove {name} for good
    </ActionButton>
  );
}
