import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Role } from '../../../domain/actor.js';
import { announce } from '../../announce.js';
import { answerOf, api } from '../../api.js';
import { useAction } from '../../parts/action.js';
import { Card } from '../../parts/layout.js';
import { Failed, Note } from '../../parts/states.js';

const ROLES: readonly (readonly [role: Role, may: string])[] = [
  ['viewer', 'reads everything'],
  ['operator', 'measures, trains, recommends, asks for changes'],
  ['approver', 'approves, applies and takes back changes'],
  ['admin', 'also makes tokens, schedules and webhooks'],
];

/** Makes a token and shows it once. */
export function NewToken({ made }: { readonly made: () => void }): VNode {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('');
  const [secret, setSecret] = useState<{ readonly name: string; readonly token: string }>();
  const { isBusy, problem, run } = useAction<{ readonly token: string }>('The token is made: copy it now');
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const lifetimeDays = days.trim() === '' ? {} : { lifetimeDays: Number(days) };
    const answer = await run(() => answerOf(api.POST('/tokens', { body: { name, role, ...lifetimeDays } })));
    if (!answer) return;
    setSecret({ name, token: answer.token });
    setName('');
    made();
  };
  return (
    <Card title="Make a token">
      {secret && <Secret {...secret} forget={() => setSecret(undefined)} />}
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <div class="fields">
          <div class="field">
            <label for="token-name">Whose it is</label>
            <input
              id="token-name"
              required
              maxLength={64}
              value={name}
              onInput={({ currentTarget }) => setName(currentTarget.value)}
            />
          </div>
          <div class="field">
            <label for="token-role">Role</label>
            <select
              id="token-role"
              value={role}
              onChange={({ currentTarget: { value } }) =>
                setRole(ROLES.find(([each]) => each === value)?.[0] ?? role)
              }
            >
              {ROLES.map(([each, may]) => (
                <option key={each} value={each}>
                  {each}: {may}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="token-days">Days it is good for</label>
            <input
              id="token-days"
              type="number"
              min="1"
              max="3650"
              placeholder="as configured"
              value={days}
              onInput={({ currentTarget }) => setDays(currentTarget.value)}
            />
          </div>
        </div>
        <button type="submit" class="primary" disabled={isBusy}>
          Make the token
        </button>
        {problem && <Failed problem={problem} />}
      </form>
    </Card>
  );
}

function Secret({
  name,
  token,
  forget,
}: {
  readonly name: string;
  readonly token: string;
  readonly forget: () => void;
}): VNode {
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(token).then(
      () => announce('Copied'),
      () => announce('The browser does not let pages copy: mark the token and copy it by hand'),
    );
  };
  return (
    <Note kind="warn" title={`The token of ${name}: it is shown now and never again`}>
      <code class="secret">{token}</code>
      <div class="row">
        <button type="button" onClick={() => void copy()}>
          Copy it
        </button>
        <button type="button" onClick={forget}>
          I have it: hide it
        </button>
      </div>
    </Note>
  );
}
