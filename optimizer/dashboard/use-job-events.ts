import { useEffect, useState } from 'preact/hooks';
import type { JobEvent } from '../domain/job.js';
import { openPath } from './api.js';
import { pause } from './changing/pause.js';
import { followEvents, type StreamState } from './event-stream.js';

const OVER: readonly unknown[] = ['done', 'failed', 'cancelled'];

export interface JobEventsView {
  /** All that came, the oldest first. */
  readonly events: readonly JobEvent[];
  readonly stream: StreamState;
}

const NOTHING: JobEventsView = { events: [], stream: { kind: 'connecting' } };

/** Follows a job's events as long as the component is on the page; undefined follows none. */
export function useJobEvents(jobId: string | undefined): JobEventsView {
  const [view, setView] = useState<JobEventsView>(NOTHING);
  useEffect(() => {
    setView(NOTHING);
    if (jobId === undefined) return undefined;
    const ended = new AbortController();
    void followEvents({
      open: (lastEventId, signal) =>
        openPath(`/jobs/${encodeURIComponent(jobId)}/events`, {
          signal,
          headers: {
            Accept: 'text/event-stream',
            ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
          },
        }),
      signal: ended.signal,
      onEvent: ({ data }) => {
        const event = parsed(data);
        if (!event) return false;
        setView((before) => ({ ...before, events: [...before.events, event] }));
        return event.type === 'status' && OVER.includes(event.data?.['status']);
      },
      onState: (stream) => setView((before) => ({ ...before, stream })),
      sleep: pause,
      now: Date.now,
    });
    return () => ended.abort();
  }, [jobId]);
  return view;
}

/** Undefined for what is no event of a job, such as a message of a proxy in between. */
function parsed(data: string): JobEvent | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return isJobEvent(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isJobEvent(value: unknown): value is JobEvent {
  return (
    typeof value === 'object' && value !== null && 'seq' in value && 'type' in value && 'message' in value
  );
}
