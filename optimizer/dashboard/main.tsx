import { render } from 'preact';
import { session } from './api.js';
import { tokenIn } from './session.js';
import { App } from './shell/app.js';

/** A token never stays in the address: it would end up in bookmarks and screenshots. */
function takeToken(): void {
  const token = tokenIn(location.hash);
  if (token === undefined) return;
  history.replaceState(null, '', `${location.pathname}#/overview`);
  session.signIn(token);
}

takeToken();
addEventListener('hashchange', takeToken);
const root = document.getElementById('app');
if (root) render(<App />, root);
