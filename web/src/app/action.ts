// An action behind a button: busy while it runs, and a sentence when it fails.
import { useSignal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { describe } from "../sdk";
import type { Message } from "./parts/notice";

export interface Action {
  readonly busy: ReadonlySignal<boolean>;
  readonly message: ReadonlySignal<Message | null>;
  /** Runs it, unless it runs already; what it returns is said. */
  run(work: () => Promise<string | void>): Promise<boolean>;
  /** Says that something is wrong before anything is sent. */
  refuse(text: string): void;
}

export function useAction(): Action {
  const busy = useSignal(false);
  const message = useSignal<Message | null>(null);
  return {
    busy,
    message,
    refuse: (text) => { message.value = { tone: "bad", text }; },
    run: async (work) => {
      if (busy.value) return false;
      busy.value = true;
      message.value = null;
      try {
        const said = await work();
        message.value = said === undefined ? null : { tone: "good", text: said };
        return true;
      } catch (thrown) {
        message.value = { tone: "bad", text: describe(thrown) };
        return false;
      } finally {
        busy.value = false;
      }
    },
  };
}
