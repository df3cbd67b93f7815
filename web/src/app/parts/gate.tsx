// Asks for a token. On a demo server a button gets one.
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { describe } from "../../sdk";
import type { Role } from "../../sdk";
import { about, keepToken, publicApi } from "../session";
import { Notice } from "./notice";

interface GateProps {
  readonly enterAs: Role;
  readonly show: string;
  readonly why: string;
  readonly onToken: (token: string) => void;
}

export function Gate({ enterAs, show, why, onToken }: GateProps) {
  const typed = useSignal("");
  const error = useSignal("");
  const busy = useSignal(false);
  const field = useId();
  const take = (token: string) => {
    keepToken(enterAs, token);
    onToken(token);
  };
  const enter = async () => {
    busy.value = true;
    error.value = "";
    try {
      take(await publicApi.demoToken(enterAs, show));
    } catch (thrown) {
      error.value = describe(thrown);
    }
    busy.value = false;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const token = typed.value.trim();
    if (token === "") error.value = "Paste a token first.";
    else take(token);
  };
  return (
    <div class="gate">
      <p>{why}</p>
      {about.value?.demo === true && (
        <button type="button" class="button button-main" disabled={busy.value} onClick={enter}>Enter as {enterAs}</button>
      )}
      <form class="gate-form" onSubmit={submit}>
        <label for={field}>{about.value?.demo === true ? "Or with a token of your own" : "Token"}</label>
        <div class="row">
          <input
            id={field} type="password" autocomplete="off" spellcheck={false} value={typed.value}
            onInput={(event) => { typed.value = event.currentTarget.value; }}
          />
          <button type="submit" class="button">Enter</button>
        </div>
        <p class="hint">Tokens come from your shop, or from <code>hawker token</code>. It is kept in this tab until you close it.</p>
      </form>
      <Notice message={error.value === "" ? null : { tone: "bad", text: error.value }} />
    </div>
  );
}
