// Chat: what the room lets through, and a field to say something. Text only:
// nothing that people type is ever read as markup.
import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { ChatRole, describe } from "../../sdk";
import type { ChatLine } from "../../sdk";
import type { RoomView } from "../use-room";
import { count, shortTime } from "../time";

/** So near to the end, in pixels, the list follows new lines. */
const NEAR = 48;

const ROLES: Partial<Record<ChatRole, string>> = {
  [ChatRole.HOST]: "Host",
  [ChatRole.MODERATOR]: "Moderator",
  [ChatRole.BUYER]: "Bought",
};

export function Chat({ view }: { view: RoomView }) {
  const { chat } = view.state.value;
  return (
    <section class="chat panel" aria-labelledby="chat-heading">
      <div class="panel-head">
        <h2 id="chat-heading">Chat</h2>
        {chat.sampledOut > 0 && (
          <span class="hint" title="In a busy room everyone sees the same readable selection.">
            busy: {count(chat.sampledOut)} of {count(chat.accepted)} left out
          </span>
        )}
      </div>
      <ChatList lines={chat.lines} self={view.self.value} />
      {chat.skipped > 0 && <p class="hint chat-skipped">Your connection was slow: {count(chat.skipped)} messages were skipped.</p>}
      <ChatForm view={view} />
    </section>
  );
}

function ChatList({ lines, self }: { lines: readonly ChatLine[]; self: string }) {
  const list = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const top = useRef(0);
  const behind = useSignal(false);
  const newest = lines.at(-1)?.key;
  // Before the browser draws, or it would tell of a scroll that nobody made.
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    if (following.current) element.scrollTop = element.scrollHeight;
    else behind.value = true;
  }, [newest, behind]);
  const scrolled = () => {
    const element = list.current;
    if (element === null) return;
    const near = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (near) following.current = true;
    else if (element.scrollTop < top.current) following.current = false;
    top.current = element.scrollTop;
    if (near) behind.value = false;
  };
  const follow = () => {
    following.current = true;
    behind.value = false;
    list.current?.scrollTo({ top: list.current.scrollHeight });
  };
  return (
    <div class="chat-frame">
      {/* Focusable, because a list that scrolls must be reachable by keyboard. */}
      <div ref={list} class="chat-list" role="log" aria-live="polite" aria-relevant="additions" aria-label="Chat messages"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0} onScroll={scrolled}>
        {lines.length === 0 && <p class="empty">Nobody has said anything yet.</p>}
        {lines.map((line) => <Line key={line.key} line={line} mine={self !== "" && line.message.viewer === self} />)}
      </div>
      {behind.value && <button type="button" class="button button-small chat-newer" onClick={follow}>Newer messages ↓</button>}
    </div>
  );
}

function Line({ line, mine }: { line: ChatLine; mine: boolean }) {
  const { viewer, text, role, atMs } = line.message;
  const mark = ROLES[role];
  return (
    <p class={mine ? "line line-mine" : "line"}>
      <time class="line-time">{shortTime(Number(atMs))}</time>{" "}
      <span class={role === ChatRole.HOST ? "line-name line-host" : "line-name"}>{viewer}</span>
      {mark !== undefined && <span class={role === ChatRole.HOST ? "tag tag-host" : "tag"}>{mark}</span>}{" "}
      <span class="line-text">{text}</span>
    </p>
  );
}

function ChatForm({ view }: { view: RoomView }) {
  const text = useSignal("");
  const error = useSignal("");
  const field = useId();
  const may = view.caps.value.includes("chat");
  const open = view.status.value.phase === "open";
  const most = view.room.welcome?.chatMaxBytes || 2048;
  const say = async (event: Event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (said === "") return;
    const bytes = new TextEncoder().encode(said).length;
    if (bytes > most) {
      error.value = `That is ${count(bytes)} bytes long; a message may have ${count(most)}.`;
      return;
    }
    error.value = "";
    text.value = "";
    try {
      await view.room.sendChat(said);
    } catch (thrown) {
      error.value = describe(thrown);
      // Given back, unless something new was typed in the meantime.
      if (text.value === "") text.value = said;
    }
  };
  if (open && !may) return <p class="hint chat-closed">Sign in to join the chat.</p>;
  return (
    <form class="chat-form" onSubmit={say}>
      <label class="sr" for={field}>Your message</label>
      <input
        id={field} type="text" autocomplete="off" placeholder="Say something…" maxLength={most} value={text.value}
        aria-describedby={`${field}-error`} data-testid="chat-input"
        onInput={(event) => { text.value = event.currentTarget.value; }}
      />
      <button type="submit" class="button" disabled={!open}>Send</button>
      <p id={`${field}-error`} class="field-error" role="alert">{error.value}</p>
    </form>
  );
}
