import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { answerOf, api, session } from '../api.js';
import { routeOf, type PageRoute } from '../route.js';
import { Failed, Loading } from '../parts/states.js';
import { useResource } from '../use-resource.js';
import { LazyPage } from './lazy-page.js';
import { Navigation } from './navigation.js';
import { SignIn } from './sign-in.js';

/** The sign-in form, or the menu and the page that the address names. */
export function App(): VNode {
  const [{ token, reason }, setState] = useState(session.state);
  useEffect(() => session.subscribe(() => setState(session.state)), []);
  return token === undefined ? <SignIn reason={reason} /> : <SignedIn key={token} />;
}

function SignedIn(): VNode {
  const route = useRoute();
  const me = useResource('me', () => answerOf(api.GET('/me')), { everyMs: 60_000 });
  return (
    <>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to the page
      </a>
      <Navigation current={route.page} me={me.data} />
      <main id="main" tabIndex={-1}>
        {me.data ? (
          <LazyPage route={route} me={me.data} />
        ) : me.problem ? (
          <Failed problem={me.problem} retry={me.reload} />
        ) : (
          <Loading what="who you are" />
        )}
      </main>
    </>
  );
}

/** The address says which page is shown, so the link may not change it. */
function skipToMain(event: MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}

function useRoute(): PageRoute {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const onChange = (): void => setRoute(routeOf(location.hash));
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);
  return route;
}
