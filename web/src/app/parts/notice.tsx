// Short messages to whoever sits before the page.
import type { ComponentChildren } from "preact";

export type Tone = "good" | "plain" | "bad";

export interface Message {
  readonly tone: Tone;
  readonly text: string;
}

/** A message that screen readers say when it appears: at once when it is bad. */
export function Notice({ message }: { message: Message | null }) {
  const bad = message?.tone === "bad";
  return (
    <div role={bad ? "alert" : "status"} class="notice-slot">
      {message !== null && <p class={`notice notice-${message.tone}`}>{message.text}</p>}
    </div>
  );
}

export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}
