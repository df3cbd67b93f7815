// The one error of the SDK: a stable code, whether it is temporary, and a
// sentence that says what to do. It serves WebSocket replies and HTTP alike.
import { ErrorCode } from "../gen/hawker/v1/types_pb";
import type { Error as Refusal } from "../gen/hawker/v1/types_pb";

export class HawkerError extends Error {
  override readonly name = "HawkerError";
  readonly code: ErrorCode;
  /** Whether the same request may succeed later, unchanged. */
  readonly temporary: boolean;
  /** The HTTP status, where it came over HTTP. */
  readonly status: number | undefined;

  constructor(code: ErrorCode, temporary: boolean, message: string, status?: number) {
    super(message);
    this.code = code;
    this.temporary = temporary;
    this.status = status;
  }

  /** An error as the server wrote it. */
  static from(refusal: Refusal): HawkerError {
    const message = refusal.message === "" ? sentence(refusal.code) : refusal.message;
    return new HawkerError(refusal.code, refusal.temporary, message);
  }

  /** The error of a problem+json body; of any other body, by its HTTP status. */
  static problem(status: number, body: unknown): HawkerError {
    const fields = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    const code = codeOf(fields["code"]);
    const temporary = typeof fields["temporary"] === "boolean" ? fields["temporary"] : status >= 500;
    const told = [fields["detail"], fields["title"]].find((text) => typeof text === "string" && text !== "");
    const message = typeof told === "string" ? told : `The server answered with status ${status}.`;
    return new HawkerError(code, temporary, message, status);
  }

  /** The request was sent, and no answer came. */
  static unanswered(): HawkerError {
    return new HawkerError(
      ErrorCode.UNKNOWN,
      true,
      "No answer came in time. Try again: if it did take effect, nothing happens twice.",
    );
  }

  /** There is no connection to send over. */
  static offline(): HawkerError {
    return new HawkerError(
      ErrorCode.UNAVAILABLE,
      true,
      "There is no connection to the show just now. Try again when it is back.",
    );
  }
}

/** What to tell a person about anything that was thrown. */
export function describe(thrown: unknown): string {
  if (thrown instanceof HawkerError) return thrown.message;
  if (thrown instanceof TypeError) return "The server can't be reached. Check the connection and try again.";
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function codeOf(value: unknown): ErrorCode {
  if (typeof value !== "string") return ErrorCode.UNSPECIFIED;
  const short = value.replace(/^ERROR_CODE_/, "");
  const code = (ErrorCode as unknown as Record<string, unknown>)[short];
  return typeof code === "number" ? code : ErrorCode.UNSPECIFIED;
}

function sentence(code: ErrorCode): string {
  return `The server refused this (${ErrorCode[code] ?? code}).`;
}
