// Ticks of chat in columns, as `hawker.v1.packed` sends them, made into ticks like any
// other, so that nothing else of the SDK knows of them.
import { create } from "@bufbuild/protobuf";
import { ChatRole, ChatTickSchema } from "../gen/hawker/v1/realtime_pb";
import type { ChatTick, PackedChat } from "../gen/hawker/v1/realtime_pb";

/** Between two names, and between two texts: neither holds one. */
const BETWEEN = "\n";

/** The tick that these columns are of; throws where they don't fit each other. */
export function unpack(packed: PackedChat): ChatTick {
  const { seqSteps, atStepsMs, roles, accepted, sampledOut } = packed;
  const viewers = packed.viewers.split(BETWEEN);
  const texts = packed.texts.split(BETWEEN);
  const lengths = [atStepsMs, viewers, texts, ...(roles.length === 0 ? [] : [roles])].map((column) => column.length);
  if (lengths.some((length) => length !== seqSteps.length)) throw new RangeError("a tick's columns differ in length");
  let [seq, atMs] = [0, 0n];
  const messages = seqSteps.map((step, index) => {
    seq += step;
    atMs += atStepsMs[index] ?? 0n;
    const [viewer = "", text = ""] = [viewers[index], texts[index]];
    return { seq, viewer, text, atMs, role: roles[index] ?? ChatRole.UNSPECIFIED };
  });
  return create(ChatTickSchema, { messages, accepted, sampledOut });
}
