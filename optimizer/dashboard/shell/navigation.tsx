import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { session } from '../api.js';
import { hrefOf } from '../route.js';
import { PAGES } from './pages.js';
import type { Me } from '../api-views.js';
import { mayActAs } from './roles.js';

/** The menu: beside the page on wide screens, behind a button on narrow ones. */
export function Navigation({
  current,
  me,
}: {
  readonly current: string;
  readonly me: Me | undefined;
}): VNode {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [current]);
  const pages = PAGES.filter(({ role }) => !role || (me && mayActAs(me.role, role)));
  return (
    <header class="bar">
      <a class="brand" href={hrefOf(['overview'])}>
        gridtune
      </a>
      <button
        type="button"
        class="menu-button"
        aria-expanded={isOpen}
        aria-controls="menu"
        onClick={() => setOpen(!isOpen)}
      >
        Menu
      </button>
      <div id="menu" class={isOpen ? 'menu open' : 'menu'}>
        <nav aria-label="Pages">
          <ul>
            {pages.map(({ name, title }) => (
              <li key={name}>
                <a href={hrefOf([name])} aria-current={name === current ? 'page' : undefined}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="who">
          {me && (
            <span>
              {me.name} <span class="role">{me.role}</span>
            </span>
          )}
          <a href="/docs/" rel="noopener">
            API
          </a>
          <button type="button" class="quiet" onClick={() => session.signOut()}>
            Sign out
          </button>
        </div>
      </div>
    </header>
  );
}
