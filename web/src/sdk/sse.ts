// Server-sent events over fetch, because EventSource cannot send a token.

/** The longest event that is kept, in characters. */
const EVENT_MAX = 8 * 1024 * 1024;

/** Splits a text stream into the `data` of its events. */
export class EventParser {
  #rest = "";
  #data: string[] = [];

  /** The events that this piece completes. */
  push(piece: string): string[] {
    this.#rest += piece;
    if (this.#rest.length > EVENT_MAX) throw new RangeError("an event of the feed is longer than 8 MiB");
    // A carriage return at the end may be half of a line end: it waits.
    const lines = this.#rest.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    const events: string[] = [];
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length > 0) events.push(this.#data.join("\n"));
        this.#data = [];
      } else if (line === "data" || line.startsWith("data:")) {
        this.#data.push(line.slice(5).replace(/^ /, ""));
      }
    }
    return events;
  }
}

/** The `data` of each event of a response, as they come; `heard` is told of every piece. */
export async function* readEvents(response: Response, heard: () => void = () => undefined): AsyncGenerator<string> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      heard();
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
