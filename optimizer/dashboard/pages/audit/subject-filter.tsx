import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { hrefOf } from '../../route.js';

/** Shows only what belongs to one proposal, change, token or job. */
export function SubjectFilter({
  place,
  subject,
}: {
  /** Parts of the address that it filters. */
  readonly place: readonly string[];
  readonly subject: string;
}): VNode {
  const [text, setText] = useState(subject);
  const submit = (event: Event): void => {
    event.preventDefault();
    location.hash = hrefOf(place, { subject: text.trim() || undefined });
  };
  return (
    <form class="row" onSubmit={submit}>
      <label for="subject">Only about</label>
      <input
        id="subject"
        value={text}
        placeholder="id of a change, proposal, job …"
        spellcheck={false}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <button type="submit">Show</button>
      {subject !== '' && <a href={hrefOf(place)}>Show everything</a>}
    </form>
  );
}
