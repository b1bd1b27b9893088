import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

/**
 * Asks before something that others notice. Where `typed` is given, the button works only once that was typed: no
 * habit and no double click does that.
 */
export function ConfirmDialog({
  title,
  action,
  typed,
  isDanger = false,
  busy,
  onConfirm,
  onClose,
  children,
}: {
  readonly title: string;
  /** What the button does, in full. */
  readonly action: string;
  /** What has to be typed, and what that is: `energychannel`, `the channel's name`. */
  readonly typed?: { readonly text: string; readonly what: string } | undefined;
  readonly isDanger?: boolean;
  /** What is going on once it was confirmed. */
  readonly busy: string | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): VNode {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing it gives the focus back to where it was.
    return () => element?.close();
  }, []);
  const isTyped = typed === undefined || text.trim() === typed.text;
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isTyped && busy === undefined) onConfirm();
  };
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby={id} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        {children}
        {typed && (
          <div class="field">
            <label for={`${id}-typed`}>
              Type {typed.what}, <code>{typed.text}</code>, to confirm
            </label>
            <input
              id={`${id}-typed`}
              value={text}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              onInput={({ currentTarget }) => setText(currentTarget.value)}
            />
          </div>
        )}
        <p role="status">{busy}</p>
        <div class="row">
          <button
            type="submit"
            class={isDanger ? 'danger' : 'primary'}
            disabled={!isTyped || busy !== undefined}
          >
            {action}
          </button>
          <button type="button" onClick={onClose}>
            {busy === undefined ? 'Leave everything as it is' : 'Close'}
          </button>
        </div>
      </form>
    </dialog>
  );
}
