import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

/** A page's heading; it takes the focus when the page opens, so that screen readers start there. */
export function PageHeading({
  title,
  children,
}: {
  readonly title: string;
  /** One line below it. */
  readonly children?: ComponentChildren;
}): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – gridtune`;
    heading.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title]);
  return (
    <div class="page-heading">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children !== undefined && <p>{children}</p>}
    </div>
  );
}

/** A part of a page with a heading of its own. `wide` spans all columns of a {@link Grid}. */
export function Card({
  title,
  actions,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly actions?: ComponentChildren;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  const id = useId();
  return (
    <section class={wide ? 'card wide' : 'card'} aria-labelledby={id}>
      <div class="card-heading">
        <h2 id={id}>{title}</h2>
        {actions !== undefined && <div class="actions">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

export function Grid({ children }: { readonly children: ComponentChildren }): VNode {
  return <div class="grid">{children}</div>;
}

/** Names and values side by side; below each other on narrow screens. Rows without a value are left out. */
export function Facts({
  rows,
}: {
  readonly rows: readonly (readonly [name: string, value: ComponentChildren])[];
}): VNode {
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export type BadgeKind = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

export function Badge({
  kind,
  children,
}: {
  readonly kind: BadgeKind;
  readonly children: ComponentChildren;
}): VNode {
  return <span class={`badge ${kind}`}>{children}</span>;
}
