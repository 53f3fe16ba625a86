import { Severity } from "../../diagnostics/Severity.tsx";
import type { Answer } from "../../directory/protocol.ts";
import { sendLive } from "../../live/live.ts";
import { encoded, headerOf, type WrittenRequest } from "../../requests/request.ts";

/** A real endpoint. It is held in memory only: neither stored, nor in a link, nor in the history. */
export interface Endpoint {
  readonly base: string;
  readonly token: string;
}

export const RECEIVERS = [
  { value: "page", title: "In this page", detail: "Nothing leaves the tab" },
  { value: "live", title: "A real endpoint", detail: "Requests go where you say" },
] as const;

/** The host that an address names, for people. */
export function hostOf(base: string): string {
  return URL.canParse(base) ? new URL(base).host : "an endpoint that is still to be named";
}

interface LiveFieldsProps {
  readonly endpoint: Endpoint;
  onChange(endpoint: Endpoint): void;
}

export function LiveFields({ endpoint, onChange }: LiveFieldsProps) {
  const { base, token } = endpoint;
  return (
    <div class="live-fields">
      <label>
        Base URL
        <input
          type="url"
          class="input"
          placeholder="https://app.example/scim/v2"
          spellcheck={false}
          value={base}
          onInput={event => onChange({ ...endpoint, base: event.currentTarget.value.trim() })}
        />
      </label>
      <label>
        Bearer token
        <input
          type="password"
          class="input"
          autocomplete="off"
          value={token}
          onInput={event => onChange({ ...endpoint, token: event.currentTarget.value.trim() })}
        />
      </label>
      <p class="hint">
        <Severity level="warning" /> Send changes real accounts there. Both fields are forgotten
        with this tab.
      </p>
    </div>
  );
}

/** Sends a request to the endpoint; an Error says what one can do where the browser lets nothing through. */
export async function askLive(request: WrittenRequest, endpoint: Endpoint): Promise<Answer> {
  if (!URL.canParse(request.url) || endpoint.base === "")
    throw new Error(
      "Say where the endpoint is: its base URL, such as https://app.example/scim/v2.",
    );
  const authorized = headerOf(request.headers, "authorization") !== undefined;
  const headers: WrittenRequest["headers"] =
    endpoint.token === "" || authorized
      ? request.headers
      : [...request.headers, ["Authorization", `Bearer ${endpoint.token}`]];
  try {
    const answer = await sendLive({ ...request, url: encoded(request.url), headers });
    const { status, body, took } = answer;
    return {
      response: { status, headers: answer.headers, body },
      took,
      changes: [],
      more: 0,
      notes: [],
      kept: true,
    };
  } catch (error) {
    throw new Error(
      `The browser gives no answer (${error instanceof Error ? error.message : error}). Either ${hostOf(endpoint.base)} can't be reached, or it doesn't let a page ask it: few SCIM endpoints do. It would have to answer OPTIONS with Access-Control-Allow-Origin: ${location.origin}, Access-Control-Allow-Methods and Access-Control-Allow-Headers: authorization, content-type. “As code” has the request as curl, which needs no permission.`,
    );
  }
}
