import type { ComponentType, VNode } from 'preact';
import { useEffect, useErrorBoundary, useState } from 'preact/hooks';
import type { Me } from '../api-views.js';
import { mayActAs } from './roles.js';
import { Empty, Loading, Note } from '../parts/states.js';
import type { PageRoute } from '../route.js';
import { PAGES, type PageProps } from './pages.js';

type Loaded =
  | { readonly name: string; readonly Page: ComponentType<PageProps> }
  | { readonly name: string; readonly failed: true };

/** Loads a page's code when it is opened first, and shows it. */
export function LazyPage({ route, me }: { readonly route: PageRoute; readonly me: Me }): VNode {
  const entry = PAGES.find(({ name }) => name === route.page);
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    if (!entry) return;
    document.title = `${entry.title} – gridtune`;
    entry.load().then(
      (Page) => setLoaded({ name: entry.name, Page }),
      // A newer version of the service has other files.
      () => setLoaded({ name: entry.name, failed: true }),
    );
  }, [entry]);

  if (!entry) return <Empty title="There is no such page">Choose one from the menu.</Empty>;
  if (entry.role && !mayActAs(me.role, entry.role))
    return (
      <Empty title={entry.title}>
        This page needs the role {entry.role}; you are a {me.role}.
      </Empty>
    );
  if (loaded?.name !== entry.name) return <Loading what={entry.title.toLowerCase()} />;
  if ('failed' in loaded)
    return <Reload text="This page could not be loaded: the service was updated or is away." />;
  return (
    <Guarded key={entry.name}>
      <loaded.Page rest={route.rest} query={route.query} me={me} />
    </Guarded>
  );
}

/** A page that cannot be drawn takes neither the menu nor the other pages with it. */
function Guarded({ children }: { readonly children: VNode }): VNode {
  const [error] = useErrorBoundary();
  if (!error) return children;
  const message = error instanceof Error ? error.message : String(error);
  return <Reload text={`This page could not be drawn (${message}).`} />;
}

function Reload({ text }: { readonly text: string }): VNode {
  return (
    <Note kind="bad" title={text}>
      <button type="button" onClick={() => location.reload()}>
        Load it again
      </button>
    </Note>
  );
}
