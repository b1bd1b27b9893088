/** One server-sent event. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/**
 * The events of a response, as they come; comments and retry times are left out.
 * See "Server-sent events" of the HTML standard, 9.2.6.
 */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  let pending = '';
  for await (const chunk of texts(body)) {
    pending += chunk;
    // A lone return may be the first half of a line's end.
    const whole = pending.endsWith('\r') ? pending.slice(0, -1) : pending;
    const blocks = whole.replaceAll(/\r\n?/g, '\n').split('\n\n');
    pending = (blocks.pop() ?? '') + pending.slice(whole.length);
    for (const block of blocks) {
      const event = eventIn(block);
      if (event) yield event;
    }
  }
}

async function* texts(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel();
  }
}

function eventIn(block: string): StreamEvent | undefined {
  let [id, event]: [string | undefined, string] = [undefined, 'message'];
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
    if (field === 'id') id = value;
    else if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
  }
  return data.length > 0 ? { id, event, data: data.join('\n') } : undefined;
}
