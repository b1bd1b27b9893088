import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { session } from '../api.js';

/** Asks for a token; says why, if somebody was signed out. */
export function SignIn({ reason }: { readonly reason: string | undefined }): VNode {
  const [token, setToken] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = 'Sign in – gridtune';
    field.current?.focus();
  }, []);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (token.trim()) session.signIn(token.trim());
  };
  return (
    <main class="sign-in">
      <h1>Sign in to gridtune</h1>
      {reason !== undefined && (
        <p class="note bad" role="alert">
          You were signed out: {reason}
        </p>
      )}
      <form onSubmit={submit}>
        <label for="token">Access token</label>
        <input
          id="token"
          ref={field}
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          placeholder="gt_…"
          value={token}
          onInput={({ currentTarget }) => setToken(currentTarget.value)}
          aria-describedby="token-help"
        />
        <button type="submit" class="primary">
          Sign in
        </button>
      </form>
      <p id="token-help">
        On the machine that runs gridtune, <code>gridtune token create --role approver --name me</code> prints
        one. It is kept in this tab alone and forgotten when you close it.
      </p>
    </main>
  );
}
